"""An appraisal is confirmed by one person; a month survives being computed at once,
while somebody writes, and by a job that is killed."""

NEVER = 0


def test_two_managers_confirm(arena):
    """The first one's confirmation stands; the second is told."""
    answer = arena.run("sessions_kpi", "Confirm", 2)
    served = [result["result"] for result in answer["results"] if "result" in result]
    refused = [result["refused"] for result in answer["results"] if "refused" in result]
    assert len(served) == 1 and len(refused) == 1, answer
    assert answer["found"]["state"] == "confirmed"
    assert answer["found"]["by"] == served[0]
    assert "confirmed" in refused[0].lower()


def test_computed_while_a_supervisor_writes(arena):
    """Neither is lost: every comment stands, and the new incident counts."""
    answer = arena.run("sessions_kpi", "Edit", 2)
    results = {result.get("result") for result in answer["results"]}
    assert results == {"written", "computed"}, answer
    (month,) = answer["found"]
    assert len(month["comments"]) == 3
    assert month["scores"] == [93, 94, 94]
    assert month["evidence"] == 4


def test_two_compute_the_same_month(arena):
    """Whoever comes second finds it done or is told; nobody is appraised twice."""
    answer = arena.run("sessions_kpi", "Twice", 2)
    served = [result for result in answer["results"] if "result" in result]
    assert served, answer
    (month,) = answer["found"]
    assert (month["people"], month["evidence"]) == (3, 3)
    assert month["scores"] == [94, 94, 94]


def test_job_killed_and_resumed(arena):
    """Killed in the second company: the first one is kept, the second one is not half
    done, and the next run does it alone."""
    killed = arena.run("sessions_kpi", "Job", 1, dies_at=20)
    assert killed["results"] == [None], "the process should have died"
    first, second = killed["found"]
    assert (first["people"], first["evidence"], bool(first["done"])) == (3, 3, True)
    assert (second["people"], second["evidence"], second["done"]) == (0, 0, "")
    resumed = arena.run(
        "sessions_kpi",
        "Job",
        1,
        dies_at=NEVER,
        companies=killed["prepared"]["companies"],
    )
    assert resumed["results"] == [{"result": 15}], "one company, item by item"
    assert resumed["found"] == [first, first]
