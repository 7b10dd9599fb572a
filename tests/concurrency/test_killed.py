"""A server process that is killed while it books leaves nothing half done."""

NEVER = 0


def test_killed_while_paying_with_points(arena):
    """After whichever write: the quotation is as it was and no point is gone; done
    again, it ends where an undisturbed one ends.
    """
    undisturbed = arena.run("sessions_killed", "Killed", 1, dies_after=NEVER)
    expected = undisturbed["found"]
    (result,) = undisturbed["results"]
    assert result["result"] >= 4, "lines, order, voucher and points were written"
    assert expected["state"] == "sale"
    assert expected["redeemed"] == 1000
    assert expected["balance"] == expected["sum"]
    assert [kind for kind, _points in expected["entries"]] == [
        "opening",
        "order",
        "voucher",
    ]

    shop = {}
    for write in range(1, result["result"] + 1):
        killed = arena.run("sessions_killed", "Killed", 1, dies_after=write, **shop)
        assert killed["results"] == [None], f"the process should have died: {write}"
        assert killed["found"] == {
            "balance": 1000,
            "sum": 1000,
            "entries": [["opening", 1000]],
            "state": "draft",
            "redeemed": 0,
            "lines": 1,
        }, f"after write {write}"
        shop = {name: killed["prepared"][name] for name in ("card", "order")}

    again = arena.run("sessions_killed", "Killed", 1, dies_after=NEVER, **shop)
    assert again["found"] == expected
