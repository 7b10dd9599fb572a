"""An appraisal is confirmed by one person."""


def test_two_managers_confirm(arena):
    """The first one's confirmation stands; the second is told."""
    answer = arena.run("sessions_kpi", "Confirm", 2)
    served = [result["result"] for result in answer["results"] if "result" in result]
    refused = [result["refused"] for result in answer["results"] if "refused" in result]
    assert len(served) == 1 and len(refused) == 1, answer
    assert answer["found"]["state"] == "confirmed"
    assert answer["found"]["by"] == served[0]
    assert "confirmed" in refused[0].lower()
