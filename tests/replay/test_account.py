"""The account itself, against cases worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from .account import Entry, Purchase, add_months, keep_account


def cards(until, *bought):
    purchases = [
        Purchase("a", date.fromisoformat(day), Decimal(dollars))
        for day, dollars in bought
    ]
    return keep_account(purchases, date.fromisoformat(until))["a"]


def entries(card):
    return [(str(entry.date), entry.kind, entry.points) for entry in card.entries]


def test_single_purchase_qualifies_from_its_edge():
    assert not cards("1999-01-01", ("1997-01-01", "149.99"))
    (card,) = cards("1997-01-01", ("1997-01-01", "150.00"))
    assert (card.state, card.tier) == ("active", "first")
    assert (card.date_start, card.date_end) == (date(1997, 1, 1), date(1997, 12, 31))
    assert entries(card) == [("1997-01-01", "enrolment", 45)]


def test_largest_single_order_else_the_sum_is_the_base():
    (card,) = cards(
        "1997-02-01", ("1997-01-01", "90"), ("1997-02-01", "160"), ("1997-02-01", "199")
    )
    assert card.entries == [Entry(date(1997, 2, 1), "enrolment", 59)]  # 199 × 30 %
    (card,) = cards("1997-02-03", *((f"1997-02-0{i}", "100.99") for i in (1, 2, 3)))
    assert card.entries == [Entry(date(1997, 2, 3), "enrolment", 90)]  # 302.97 × 30 %


@pytest.mark.parametrize(("last", "found"), [("1997-12-31", 1), ("1998-01-01", 0)])
def test_window_is_later_than_the_same_date_a_year_before(last, found):
    bought = (("1997-01-01", "149"), ("1997-06-01", "149"), (last, "2"))
    assert len(cards("1998-02-01", *bought)) == found


def test_window_over_29_february():
    bought = (("2000-02-29", "149"), ("2000-06-01", "149"))
    assert len(cards("2001-03-01", *bought, ("2001-02-28", "2"))) == 1
    assert not cards("2001-03-01", *bought, ("2001-03-01", "2"))
    assert add_months(date(2000, 2, 29), 12) == date(2001, 2, 28)


def test_day_of_approval_earns_nothing_and_keeps_no_card():
    (card,) = cards("1998-01-01", ("1997-01-01", "150"), ("1997-01-01", "20"))
    assert entries(card) == [
        ("1997-01-01", "enrolment", 45),
        ("1997-12-31", "expiry", -45),
    ]
    assert (card.state, card.date_end) == ("void", date(1997, 12, 31))


def test_last_day_earns_then_lapses_and_renews():
    (card,) = cards(
        "1998-01-01",
        ("1997-01-01", "150"),
        ("1997-12-31", "19.99"),
        ("1998-01-01", "7"),
    )
    assert entries(card) == [
        ("1997-01-01", "enrolment", 45),
        ("1997-12-31", "order", 19),
        ("1997-12-31", "expiry", -64),
        ("1998-01-01", "order", 7),
    ]
    assert (card.date_start, card.date_end) == (date(1998, 1, 1), date(1998, 12, 31))


def test_giveaway_keeps_no_card():
    (card,) = cards("1998-01-01", ("1997-01-01", "150"), ("1997-05-01", "0.00"))
    assert card.state == "void"


def test_cents_keep_a_card_without_an_entry():
    (card,) = cards("1998-01-01", ("1997-01-01", "150"), ("1997-05-01", "0.99"))
    assert card.state == "active"
    assert [entry.kind for entry in card.entries] == ["enrolment", "expiry"]


def test_upgrade_comes_by_itself_once_the_level_was_held():
    bought = (("1997-08-31", "700"),)
    (card,) = cards("1998-02-27", *bought)
    assert card.tier == "first"
    (card,) = cards("1998-02-28", *bought)
    assert [tuple(level) for level in card.levels] == [
        (date(1997, 8, 31), "first"),
        (date(1998, 2, 28), "second"),
    ]
    assert card.date_end == date(1998, 8, 30)  # the year does not start again


def test_renewing_continues_the_holding_time():
    (card,) = cards(
        "1998-03-01", ("1997-01-01", "150"), ("1997-11-01", "5"), ("1998-03-01", "599")
    )
    assert card.levels[-1] == (date(1998, 3, 1), "second")


def test_void_card_leaves_older_orders_behind():
    bought = (("1997-01-01", "299"), ("1997-01-01", "149"))
    assert len(cards("1998-06-01", *bought, ("1998-01-01", "149"))) == 1
    first, second = cards("1998-06-01", *bought, ("1998-01-01", "150"))
    assert (first.state, second.state) == ("void", "active")
    assert second.date_start == date(1998, 1, 1)
    assert second.entries == []


def test_year_from_29_february():
    (card,) = cards("2001-02-27", ("2000-02-29", "150"), ("2000-03-01", "1"))
    assert (card.date_start, card.date_end) == (date(2001, 2, 28), date(2002, 2, 27))
