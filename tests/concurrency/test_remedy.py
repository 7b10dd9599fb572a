"""Limits and goods that two sessions reach for at the same moment."""

from .test_department import outcome


def test_month_limit_is_not_passed_by_two_at_once(arena):
    """One is approved, the other told what is left."""
    answer = arena.run("sessions_remedy", "Approve", 2, month=True)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert "limit of this month" in refused[0]
    assert answer["found"] == ["approved", "sought"]


def test_limit_of_a_case_is_not_passed_by_two_at_once(arena):
    answer = arena.run("sessions_remedy", "Approve", 2, month=False)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert "on this ticket is above your limit" in refused[0]
    assert answer["found"] == ["approved", "sought"]


def test_goods_come_back_once(arena):
    answer = arena.run("sessions_remedy", "CarryOut", 2)
    served, refused = outcome(answer)
    assert len(served) == 1, answer
    assert "is too much" in refused[0]
    assert answer["found"] == 1
