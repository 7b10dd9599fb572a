"""Nobody is greeted twice: the job is killed, or runs twice at the same moment."""

NEVER = 0


def test_killed_and_resumed(arena):
    """Killed after it handed over a part, and started again: each customer has one
    message, nobody two, nobody none.
    """
    killed = arena.run("sessions_greeting", "Greet", 1, batch={"size": 2, "dies_at": 2})
    assert killed["results"] == [None], "the process should have died"
    assert killed["found"]["states"] == ["planned"] * 4 + ["queued"] * 2
    assert len(killed["found"]["messages"]) == 2, "the first batch was committed"

    resumed = arena.run(
        "sessions_greeting",
        "Greet",
        1,
        batch={"size": 2, "dies_at": NEVER},
        holders=killed["prepared"]["holders"],
    )
    found = resumed["found"]
    assert resumed["results"] == [{"result": 2}], "the rest, and only the rest"
    assert found["states"] == ["queued"] * 6
    assert found["messages"] == found["expected"]
    assert found["twice"] == 0


def test_two_jobs_at_once(arena):
    """One of them plans and hands over; the other is told to try again or finds all
    done.
    """
    answer = arena.run("sessions_greeting", "Greet", 2, batch={"size": 3, "dies_at": 0})
    found = answer["found"]
    assert found["twice"] == 0
    assert found["messages"] == found["expected"]
    assert found["people"] == 6
