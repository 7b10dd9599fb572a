"""The nightly jobs of the cards survive being killed."""

NEVER = 0


def test_killed_and_resumed(arena):
    """Killed in the second batch and started again, the close ends where an undisturbed
    one ends; nothing is booked twice, nothing is lost.
    """
    undisturbed = arena.run(
        "sessions_year", "Close", 1, batch={"size": 2, "dies_at": NEVER}
    )
    expected = undisturbed["found"]["cards"]
    assert {card["state"] for card in expected} == {"void"}
    assert all(card["balance"] == 0 for card in expected)

    killed = arena.run("sessions_year", "Close", 1, batch={"size": 2, "dies_at": 2})
    assert killed["results"] == [None], "the process should have died"
    states = [card["state"] for card in killed["found"]["cards"]]
    assert states == ["void"] * 2 + ["active"] * 4, "the first batch was committed"
    assert set(killed["found"]["sums"]) == {0}

    resumed = arena.run(
        "sessions_year",
        "Close",
        1,
        batch={"size": 2, "dies_at": NEVER},
        cards=killed["prepared"]["cards"],
    )
    assert resumed["results"] == [{"result": 2}], "the rest, and only the rest"
    assert resumed["found"]["cards"] == expected
    assert set(resumed["found"]["sums"]) == {0}


def test_day_end_killed_and_resumed(arena):
    """Whoever qualified is proposed once, whenever the process died."""
    killed = arena.run("sessions_year", "DayEnd", 1, dies_at=2)
    assert killed["results"] == [None], "the process should have died"
    assert killed["found"]["holders"] == 1, "the first store's day was committed"
    holders = killed["prepared"]["holders"]
    resumed = arena.run("sessions_year", "DayEnd", 1, dies_at=NEVER, holders=holders)
    assert resumed["results"] == [{"result": 2}], "the rest, and only the rest"
    assert resumed["found"]["cards"] == [["draft", 5000.0]] * 3
    assert resumed["found"]["holders"] == 3
    again = arena.run("sessions_year", "DayEnd", 1, dies_at=NEVER, holders=holders)
    assert again["results"] == [{"result": 0}]
    assert again["found"] == resumed["found"]


def test_proof_killed_and_resumed(arena):
    """Each manager is told once, whenever the process died."""
    killed = arena.run("sessions_year", "Proof", 1, dies_at=2)
    assert killed["results"] == [None], "the process should have died"
    cards = killed["prepared"]["cards"]
    for _night in range(2):
        resumed = arena.run("sessions_year", "Proof", 1, dies_at=NEVER, cards=cards)
        assert resumed["found"] == {"faults": [1, 1, 1], "tasks": [1, 1, 1]}
