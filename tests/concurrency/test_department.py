"""Visits and tickets that two sessions reach for at the same moment."""


def outcome(answer):
    served = [result for result in answer["results"] if "result" in result]
    refused = [result["refused"] for result in answer["results"] if "refused" in result]
    return served, refused


def test_nobody_is_in_two_places(arena):
    """One planner gets the installer, the other is told why not."""
    answer = arena.run("sessions_department", "Book", 2)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert "two places at once" in refused[0]
    assert answer["found"] == ["requested", "scheduled"]


def test_one_hand_over_at_a_time(arena):
    answer = arena.run("sessions_department", "HandOver", 2)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert refused[0]
    assert answer["found"] == 1
