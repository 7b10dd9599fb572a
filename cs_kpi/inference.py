"""What figures of few people and months can and cannot say (P5), without a database.

Every function answers None where the sample is smaller than ``minimum`` or has no
spread: nothing is better than a wrong hint. SciPy does the statistics; it is imported
when asked, because nothing else needs it. Figures in and out are floats: they are
read, never booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev
from typing import NamedTuple


class Interval(NamedTuple):
    """A mean and the range in which the true one lies with the confidence asked."""

    mean: float
    low: float
    high: float


class Trend(NamedTuple):
    """Change per step, and how probable such a change is by chance alone."""

    slope: float
    chance: float


class Correlation(NamedTuple):
    """Spearman's rank correlation (–1 to 1) of ``size`` pairs, and its chance."""

    rho: float
    chance: float
    size: int


def mean_interval(
    values: Sequence[float], confidence: float, minimum: int
) -> Interval | None:
    """Student's interval of the mean; ``confidence`` between 0 and 1.

    ``ValueError`` for another confidence. Values that are all the same have an
    interval without width.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    size = len(values)
    if size < max(minimum, 2):
        return None
    from scipy.stats import t

    mean = fmean(values)
    half = float(t.ppf((1 + confidence) / 2, size - 1)) * stdev(values) / size**0.5
    return Interval(mean, mean - half, mean + half)


def rank_ranges(intervals: Sequence[Interval | None]) -> list[tuple[int, int] | None]:
    """Best and worst rank that each can have: others rank before one only where
    their whole interval lies above it.

    >>> rank_ranges([Interval(9, 8, 10), Interval(8, 7, 9), Interval(5, 4, 6), None])
    [(1, 2), (1, 2), (3, 3), None]
    """
    known = [interval for interval in intervals if interval is not None]
    return [
        None
        if own is None
        else (
            1 + sum(other.low > own.high for other in known),
            len(known) - sum(other.high < own.low for other in known),
        )
        for own in intervals
    ]


def trend(values: Sequence[float], minimum: int) -> Trend | None:
    """Straight line through values one step apart."""
    if len(values) < max(minimum, 3) or len(set(values)) < 2:
        return None
    from scipy.stats import linregress

    line = linregress(range(len(values)), values)
    return Trend(float(line.slope), float(line.pvalue))


def correlation(
    left: Sequence[float], right: Sequence[float], minimum: int
) -> Correlation | None:
    """``ValueError`` when the two differ in length."""
    pairs = list(zip(left, right, strict=True))
    if len(pairs) < max(minimum, 3) or len(set(left)) < 2 or len(set(right)) < 2:
        return None
    from scipy.stats import spearmanr

    found = spearmanr(left, right)
    return Correlation(float(found.statistic), float(found.pvalue), len(pairs))


def differs(
    values: Sequence[float], others: Sequence[float], minimum: int
) -> float | None:
    """How probable it is that both come from the same source although their means
    differ as they do (Welch). None where either is too small or neither spreads."""
    if min(len(values), len(others)) < max(minimum, 2):
        return None
    if len(set(values)) < 2 and len(set(others)) < 2:
        return None if values[0] == others[0] else 0.0
    from scipy.stats import ttest_ind

    return float(ttest_ind(values, others, equal_var=False).pvalue)


def share_above(
    count: int, size: int, others_count: int, others_size: int
) -> float | None:
    """How probable a share ``count ÷ size`` this far above the others' is by chance
    (Fisher, one-sided). ``ValueError`` for counts beyond their sizes."""
    if not (0 <= count <= size and 0 <= others_count <= others_size):
        raise ValueError("a share counts at most all")
    if not size or not others_size:
        return None
    from scipy.stats import fisher_exact

    table = [
        [count, size - count],
        [others_count, others_size - others_count],
    ]
    return float(fisher_exact(table, alternative="greater").pvalue)
