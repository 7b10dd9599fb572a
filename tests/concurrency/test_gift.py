"""Gifts in several sessions at once: no point and no piece twice (V8)."""

import pytest

from .test_vip import refused, served


def test_two_sessions_exchange_the_same_points(arena):
    answer = arena.run("sessions_gift", "SamePoints", 2)
    assert len(served(answer)) == 1, answer
    (message,) = refused(answer)
    assert "has 50 points, the gifts cost 100" in message
    found = answer["found"]
    assert found["balance"] == found["sum"] == 50
    assert sorted(found["states"]) == ["confirmed", "draft"]


@pytest.mark.parametrize("sessions", [2, 6])
def test_last_piece_of_a_gift(arena, sessions):
    """One gets it; the others are told that it is short, and keep their points."""
    answer = arena.run(
        "sessions_gift", "LastPiece", sessions, pieces=1, sessions=sessions
    )
    assert len(served(answer)) == 1, answer
    messages = refused(answer)
    assert len(messages) == sessions - 1
    for message in messages:
        assert "is short: 1 wanted, 0 free" in message
    found = answer["found"]
    assert found["states"].count("confirmed") == 1
    assert sorted(found["left"]) == [0] + [100] * (sessions - 1)
    assert found["reserved"] == 1
