"""The yearly close of cards survives being killed."""

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

    killed = arena.run("sessions_year", "Close", 1, batch={"size": 2, "dies_at": 4})
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
    assert resumed["results"] == [{"result": 4}], "the rest, and only the rest"
    assert resumed["found"]["cards"] == expected
    assert set(resumed["found"]["sums"]) == {0}
