"""A busy day: everything that moves points, at once, on a few cards."""

SESSIONS, ACTIONS = 8, 15


def test_busy_day(arena):
    """Whoever was not served was told to try again, or why not. The ledger is right,
    only returns leave debts, and every order and its entries tell the same."""
    answer = arena.run(
        "sessions_mixed",
        "Mixed",
        SESSIONS,
        cards=4,
        actions=ACTIONS,
        points=800,
    )
    told = [result["result"] for result in answer["results"]]
    assert [session["other"] for session in told] == [[]] * SESSIONS
    assert sum(session["served"] for session in told) > SESSIONS * ACTIONS / 2

    found = answer["found"]
    assert set(found["sums"]) == {0}
    assert found["overspent"] == []
    assert found["half_done"] == []
    assert found["faults"] == []
    assert found["states"] == ["active", "void", "active", "active"]
    assert {"voucher", "order", "reversal", "correction", "expiry"} <= set(
        found["kinds"]
    )
