"""What the replay test replays: a part of the real histories, and made-up edges."""

from collections import Counter

from .account import keep_account, read_purchases

# whose cards tell something, and how many of them the test replays
SHARES = {
    "qualified anew": (lambda cards: len(cards) > 1, 10),
    "void": (lambda cards: any(card.state == "void" for card in cards), 25),
    "raised": (lambda cards: any(len(card.levels) > 1 for card in cards), 35),
    "renewed": (lambda cards: any(card.renewals for card in cards), 40),
    "first year": (lambda cards: bool(cards), 20),
    "no card, the biggest buyers": (lambda cards: not cards, 20),
}

# id, purchases (date, dollars): dates around 29 February, edges of windows and years
EDGES = {
    # year that begins on 29 February; renewed on its last day
    "E01": [("19960229", "150.00"), ("19970227", "12.34")],
    # window over 29 February: still in on the 28th of the next year
    "E02": [("19960229", "149.99"), ("19960601", "148.00"), ("19970228", "2.01")],
    # … no longer in on 1 March
    "E03": [("19960229", "149.99"), ("19960601", "148.00"), ("19970301", "2.01")],
    # the same date a year before is out of the window, the day after is in
    "E04": [("19960310", "149.00"), ("19960801", "149.00"), ("19970310", "2.00")],
    "E05": [("19960310", "149.00"), ("19960801", "149.00"), ("19970309", "2.00")],
    # one dollar of a cent less than each level
    "E06": [("19960401", "149.99"), ("19960402", "150.00")],
    "E07": [("19960401", "149.99"), ("19960402", "149.99"), ("19960403", "0.02")],
    # three on one day: the largest qualifies, the others earn nothing
    "E08": [("19960501", "151.00"), ("19960501", "180.50"), ("19960501", "20.00")],
    # raised without a purchase, six months after 31 August; the year stays
    "E09": [("19960831", "700.00"), ("19970101", "9.99")],
    # renewed by 99 cents that earn no point, then void
    "E10": [("19960115", "150.00"), ("19960301", "0.99")],
    # a giveaway keeps no card; orders before it became void do not count again
    "E11": [("19960115", "299.00"), ("19960116", "0.00"), ("19970115", "149.00")],
    # void, qualifies anew the day after, no second 30 %; raised later
    "E12": [
        ("19960115", "299.00"),
        ("19970115", "150.00"),
        ("19970116", "400.50"),
        ("19970714", "49.49"),
        ("19970715", "0.01"),
    ],
    # two closed years, the second ends void
    "E13": [("19960110", "333.33"), ("19961231", "10.00"), ("19970109", "5.00")],
    # renewing continues the holding time
    "E14": [("19960201", "150.00"), ("19970131", "1.00"), ("19970301", "599.00")],
}


def edge_lines():
    return [
        f"00000 {customer} {day} 1 {dollars}"
        for customer, bought in EDGES.items()
        for day, dollars in bought
    ]


def part_of(lines):
    """The rows of the most telling customers of the file: see `SHARES`."""
    lines = [line for line in lines if line.strip()]
    purchases = list(read_purchases(lines))
    until = max(purchase.date for purchase in purchases)
    spent = Counter()
    for purchase in purchases:
        spent[purchase.customer] += purchase.dollars
    cards = keep_account(purchases, until)
    biggest_first = [customer for customer, _dollars in spent.most_common()]
    chosen = set()
    for tells, share in SHARES.values():
        left = [c for c in biggest_first if c not in chosen and tells(cards[c])]
        chosen.update(left[:share])
    return [line for line in lines if line.split()[1] in chosen]
