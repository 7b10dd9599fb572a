"""Two of the card desk at once: everything happens once, the second is told why."""

import pytest

from .test_vip import refused, served


def only_one(answer):
    """The message of the one who came second."""
    assert len(served(answer)) == 1, answer
    (message,) = refused(answer)
    return message


def test_two_approve_a_correction(arena):
    answer = arena.run("sessions_desk", "Correction", 2)
    assert "decided already" in only_one(answer)
    found = answer["found"]
    assert found["entries"] == [["correction", 1000], ["opening", 100]]
    assert found["balance"] == found["sum"] == 1100
    assert found["state"] == "booked"
    assert found["approver"] == served(answer)[0]["result"]


def test_two_correct_up_to_the_limit(arena):
    """Together they pass it: the second is run again and asks for approval."""
    answer = arena.run("sessions_desk", "CorrectionParts", 2)
    states = [session["result"] for session in served(answer)]
    assert sorted(states) == ["booked", "to_approve"], answer
    assert answer["found"]["entries"] == [["correction", 500], ["opening", 100]]
    assert answer["found"]["balance"] == answer["found"]["sum"] == 600


def test_a_correction_is_asked_for_twice(arena):
    """One window: whoever is later finds what the first has booked."""
    answer = arena.run("sessions_desk", "CorrectionWizard", 2)
    assert len(served(answer)) == 2, answer
    assert answer["found"]["entries"] == [["correction", 10], ["opening", 100]]
    assert answer["found"]["balance"] == 110


def test_two_issue_cards_anew(arena):
    answer = arena.run("sessions_desk", "Reissue", 2)
    assert "issued anew already" in only_one(answer)
    found, old = answer["found"], answer["prepared"]["numbers"]
    assert found["states"] == ["active", "active"]
    assert sorted(found["old"]) == sorted(old)
    assert not set(found["new"]) & set(old)


def test_two_approve_applications(arena):
    answer = arena.run("sessions_desk", "Approve", 2)
    assert "cannot become" in only_one(answer)
    assert answer["found"] == {"states": ["active"] * 3, "numbers": 3, "levels": 3}


@pytest.mark.parametrize(
    ("job", "done"), [("escalate", "escalated"), ("erase", "erased")]
)
def test_killed_and_resumed(arena, job, done):
    """Killed in the second batch: that batch is undone, the first is kept, and the next
    run does the rest, each once."""
    killed = arena.run("sessions_desk", "Killed", 1, job=job, dies=True)
    assert killed["results"] == [None], "the process should have died"
    assert sum(killed["found"][done]) == 2, killed["found"]
    cards = killed["prepared"]["cards"]
    resumed = arena.run("sessions_desk", "Killed", 1, job=job, dies=False, cards=cards)
    assert resumed["results"] == [{"result": 3}], "the rest, and only the rest"
    assert resumed["found"][done] == [True] * 5
    if job == "escalate":
        assert resumed["found"]["tasks"] == [1] * 5
    else:
        assert resumed["found"]["documents"] == 0
