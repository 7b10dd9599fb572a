"""Taking over a card file survives being killed, and two who do it at once."""

NEVER = 0


def test_killed_and_started_again(arena):
    """Killed in the third batch, the first two stay; the next run takes over the rest,
    and nothing twice."""
    killed = arena.run("sessions_import", "TakeOver", 1, size=3, dies_at=3, lines=10)
    assert killed["results"] == [None], "the process should have died"
    found = killed["found"]
    assert (found["state"], found["cards"]) == ("running", 6)

    resumed = arena.run(
        "sessions_import",
        "TakeOver",
        1,
        size=3,
        dies_at=NEVER,
        wizard=killed["prepared"]["wizard"],
    )
    assert resumed["results"] == [{"result": 4}], "the rest, and only the rest"
    found = resumed["found"]
    assert (found["state"], found["taken"], found["present"]) == ("done", 10, 0)
    assert found["cards"] == found["numbers"] == found["openings"] == 10
    assert set(found["points"]) == {0}


def test_two_managers_one_file(arena):
    """Each card is taken over once, whoever was first."""
    answer = arena.run("sessions_import", "SameFile", 2, lines=5)
    assert answer["found"] == 5
    taken = [result.get("result", 0) for result in answer["results"]]
    assert sum(taken) == 5, answer
