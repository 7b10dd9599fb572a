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


def test_tickets_merged_into_each_other(arena):
    """One of them goes on, whoever was first; the other colleague is told."""
    answer = arena.run("sessions_department", "Merge", 2)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert "part of another one" in refused[0]
    assert answer["found"] == [False, True]


def test_accepted_while_it_is_taken_back(arena):
    """What was taken back is not accepted, whichever came first."""
    answer = arena.run("sessions_department", "Accept", 2)
    served, refused = outcome(answer)
    assert {"result": 1} in served, answer
    assert all("not open any more" in text for text in refused), answer
    assert answer["found"] == ["sought", False]
