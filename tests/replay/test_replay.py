"""A part of the real histories and made-up edges, through the models, against the
independent account: every card's levels, dates and state, and every ledger entry."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dev.replay_lib import purchases

from . import account
from .histories import edge_lines, part_of

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ROOT / "var" / "wheels"
LEVELS = {"First": "first", "Second": "second"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    file = tmp_path_factory.mktemp("replay") / "histories.txt"
    lines = part_of(purchases.sample_lines(WHEELS)) + edge_lines()
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def expected(data):
    bought = list(account.read_purchases(data.read_text().splitlines()))
    until = max(purchase.date for purchase in bought)
    return account.keep_account(bought, until)


def command(db, data):
    config = os.environ["CS_ODOO_CONF"]
    return [
        sys.executable,
        "-m",
        "dev.replay",
        "-c",
        config,
        "-d",
        db,
        f"--data={data}",
    ]


def run(db, data, **options):
    return subprocess.run(
        command(db, data),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
        **options,
    )


def interrupt(db, data, how):
    """Starts a replay and ends it in the middle of its work; returns its exit code."""
    process = subprocess.Popen(
        command(db, data), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    process.stderr.readline()  # the first tenth: the replay is on its way
    time.sleep(1)
    process.send_signal(how)
    process.communicate(timeout=120)
    return process.returncode


def cards_in(env):
    """{customer: cards} in the words of the account."""
    found = {}
    cards = env["cs.vip.card"].search([("partner_id.ref", "=like", "cdnow:%")])
    for card in cards.sorted(lambda card: (card.partner_id.ref, card.id)):
        history = env["cs.vip.tier.history"].search(
            [("card_id", "=", card.id)], order="date, id"
        )
        levels = []
        for row in history:
            level = account.Level(row.date, LEVELS[row.tier_id.name])
            if not levels or levels[-1].tier != level.tier:
                levels.append(level)
        entries = [
            account.Entry(entry.date, entry.kind, entry.points, entry.revision)
            for entry in card.entry_ids
        ]
        customer = card.partner_id.ref.removeprefix("cdnow:")
        found.setdefault(customer, []).append(
            {
                "state": card.state,
                "tier": LEVELS[card.tier_id.name],
                "date_start": card.date_start,
                "date_end": card.date_end,
                "levels": levels,
                "entries": sorted(entries),
                "balance": card.points_balance,
            }
        )
    return found


def cards_of(accounts):
    return {
        customer: [
            {
                "state": card.state,
                "tier": card.tier,
                "date_start": card.date_start,
                "date_end": card.date_end,
                "levels": card.levels,
                "entries": sorted(card.entries),
                "balance": card.balance,
            }
            for card in cards
        ]
        for customer, cards in accounts.items()
        if cards
    }


def test_part_holds_every_kind_of_card(expected):
    cards = [card for own in expected.values() for card in own]
    assert sum(len(card.levels) > 1 for card in cards) >= 35
    assert sum(card.renewals > 0 for card in cards) >= 40
    assert sum(card.renewals > 1 for card in cards) >= 1
    assert sum(card.state == "void" for card in cards) >= 20
    assert sum(len(own) > 1 for own in expected.values()) >= 2
    assert sum(not own for own in expected.values()) >= 20


def test_cards_and_entries_equal_the_account(clone_db, registry_for, data, expected):
    """… although the replay is killed on its way, then stopped, and goes on."""
    from odoo import SUPERUSER_ID, api

    db = clone_db("plain")
    assert interrupt(db, data, signal.SIGKILL) == -signal.SIGKILL
    assert interrupt(db, data, signal.SIGINT) == 130
    finished = run(db, data)
    assert finished.returncode == 0, finished.stderr

    with registry_for(db).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        orders = env["sale.order"].search([("client_order_ref", "=like", "cdnow:%")])
        bought = len(data.read_text().splitlines())
        assert len(orders) == len(set(orders.mapped("client_order_ref"))) == bought
        assert set(orders.mapped("state")) == {"sale"}
        found, wanted = cards_in(env), cards_of(expected)
    assert found.keys() == wanted.keys()
    for customer, cards in wanted.items():
        assert found[customer] == cards, customer

    again = run(db, data)
    assert again.returncode == 0, again.stderr
    assert "this run: 0 in" in again.stdout


def test_refusals_are_one_line(clone_db, tmp_path):
    db = clone_db("plain")
    missing = run(db, tmp_path / "none.txt")
    assert missing.returncode == 1
    assert missing.stderr == f"replay: DATA={tmp_path / 'none.txt'} is no file.\n"

    wrong = tmp_path / "wrong.txt"
    wrong.write_text("00004 0001 19970101 2 29.33\n00004 0001 yesterday 2 29.33\n")
    refused = run(db, wrong)
    assert refused.returncode == 1
    assert refused.stderr.startswith("replay: Line 2 is not of the form")

    early, late = tmp_path / "early.txt", tmp_path / "late.txt"
    late.write_text("00004 0001 19970105 2 29.33\n")
    early.write_text(late.read_text() + "00004 0001 19970104 1 10.00\n")
    assert run(db, late).returncode == 0
    other = run(db, early)
    assert other.returncode == 1
    assert "its day is over" in other.stderr
