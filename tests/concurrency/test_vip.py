"""Points of one card in several sessions at once: never overspent, never lost."""

import pytest

TRY_AGAIN = "Try again"


def served(answer):
    return [result for result in answer["results"] if "result" in result]


def refused(answer):
    return [result["refused"] for result in answer["results"] if "refused" in result]


@pytest.mark.parametrize("scenario", ["Spend", "Redeem"])
def test_two_sessions_one_balance(arena, scenario):
    """One session gets the points, the other is told why it does not."""
    options = {"points": 1000, "spend": 1000, "sessions": 2}
    answer = arena.run(
        "sessions_vip", scenario, 2, **(options if scenario == "Spend" else {})
    )
    assert len(served(answer)) == 1, answer
    (message,) = refused(answer)
    assert "points" in message and TRY_AGAIN not in message
    assert answer["found"]["balance"] == answer["found"]["sum"] == 0
    assert sorted(answer["found"]["states"]) == ["draft", "sale"]
    assert answer["found"]["entries"] == [["opening", 1000], ["voucher", -1000]]


def test_many_sessions_never_overspend(arena):
    """Sixteen sessions want 10 of 100 points each: ten get them. While some are left,
    nobody is told that there are not enough.
    """
    sessions, spend = 16, 10
    answer = arena.run(
        "sessions_vip", "Spend", sessions, points=100, spend=spend, sessions=sessions
    )
    done = len(served(answer))
    found = answer["found"]
    assert found["balance"] == found["sum"] == 100 - spend * done >= 0
    short = [message for message in refused(answer) if TRY_AGAIN not in message]
    assert not short or done == 10, refused(answer)
    assert done >= 1
    for message in short:
        assert "points" in message

    prepared = answer["prepared"]
    left = [
        order
        for order, result in zip(prepared["orders"], answer["results"], strict=True)
        if "result" not in result
    ]
    for order in left:
        answer = arena.run(
            "sessions_vip", "Resume", 1, card=prepared["card"], orders=[order]
        )
    assert answer["found"]["balance"] == answer["found"]["sum"] == 0


def test_many_sessions_post(arena):
    """Whoever was served stands in the ledger; the others were told to try again."""
    answer = arena.run("sessions_vip", "Post", 16)
    done = len(served(answer))
    assert done >= 1
    assert all(TRY_AGAIN in message for message in refused(answer))
    assert answer["found"]["balance"] == answer["found"]["sum"] == 100 + done
    assert len(answer["found"]["entries"]) == 1 + done


def test_same_source_counts_once(arena):
    """Every session gets the same entry, and there is one."""
    answer = arena.run("sessions_vip", "SameSource", 4)
    assert len({result["result"] for result in served(answer)}) == 1
    assert all(TRY_AGAIN in message for message in refused(answer))
    assert answer["found"]["balance"] == answer["found"]["sum"] == 150
    assert answer["found"]["entries"] == [["compensation", 50], ["opening", 100]]


def test_same_order_earns_once(arena):
    answer = arena.run("sessions_vip", "SameOrder", 2)
    assert served(answer)
    earned = answer["found"]["total"] // 50
    assert earned > 0
    assert answer["found"]["entries"] == [["opening", 100], ["order", earned]]
    assert answer["found"]["balance"] == answer["found"]["sum"] == 100 + earned


def test_two_applications_for_one_person(arena):
    """The second is refused and told that there is a card already."""
    answer = arena.run("sessions_vip", "Apply", 2)
    assert len(served(answer)) == 1, answer
    (message,) = refused(answer)
    assert "already has a VIP card" in message
    assert answer["found"] == 1


def test_one_document_for_two_persons(arena):
    answer = arena.run("sessions_vip", "SameDocument", 2)
    assert len(served(answer)) == 1, answer
    (message,) = refused(answer)
    assert "already belongs to" in message
    assert answer["found"] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_last_use_of_a_benefit(arena, count):
    """As many services use it up as it says; the next one is told that it has to be
    paid."""
    answer = arena.run("sessions_vip", "UseBenefit", count + 1, count=count, sessions=4)
    assert len(served(answer)) == count, answer
    (message,) = refused(answer)
    assert "used up" in message and "has to be paid" in message
    assert answer["found"] == {"used": count, "uses": count}
