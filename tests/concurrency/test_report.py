"""Each company has one report of a period, and each recipient has it once: the job is
killed, or runs twice at the same moment."""

NEVER = 0


def test_killed_and_resumed(arena):
    """Killed while it queued the third of four reports, and started again."""
    killed = arena.run("sessions_report", "Report", 1, dies_at=3)
    assert killed["results"] == [None], "the process should have died"
    assert killed["found"] == {
        "sent": 2,
        "unsent": 0,
        "messages": 2,
        "files": [2, 2],
        "reported": 2,
    }, "of the third nothing is left"

    companies = killed["prepared"]["companies"]
    resumed = arena.run(
        "sessions_report", "Report", 1, dies_at=NEVER, companies=companies
    )
    assert resumed["results"] == [{"result": 2}], "the rest, and only the rest"
    expected = {
        "sent": 4,
        "unsent": 0,
        "messages": 4,
        "files": [2, 2, 2, 2],
        "reported": 4,
    }
    assert resumed["found"] == expected

    again = arena.run(
        "sessions_report", "Report", 2, dies_at=NEVER, companies=companies
    )
    assert again["results"] == [{"result": 0}, {"result": 0}]
    assert again["found"] == expected


def test_two_jobs_at_once(make_arena):
    """One of them sends; the other is told to try again or finds all done."""
    answer = make_arena().run("sessions_report", "Report", 2, dies_at=NEVER)
    assert answer["found"]["messages"] == answer["found"]["reported"] == 4
    assert answer["found"]["sent"] == 4
