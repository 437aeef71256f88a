"""What a number may say: shares with an interval, whether it is too early to tell, and what too few people hide.

A share's 95 % interval is Wilson's score interval; that of a difference between two groups is Newcombe's hybrid score
interval (R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine
17, 1998, 873–890, method 10): both hold for small groups and for shares near 0 and 1, where the textbook's do not.
"""

from math import sqrt

from delight.rules.values import value

FEWEST = 10
"""People below whom no figure is shown: it would speak of somebody."""
FEWEST_SCORES = 30
"""Answers below which the balance of promoters and detractors is chance."""
Z = 1.959963984540054
"""The standard normal's 97.5 % point: what lies outside the interval on either side is 2.5 %."""
WORKED, HARMED, NO_DIFFERENCE, TOO_EARLY = "worked", "harmed", "no_difference", "too_early"
PROMOTERS, DETRACTORS = range(9, 11), range(7)


@value
class Share:
    """So many of so many people."""

    part: int
    whole: int

    @property
    def shown(self) -> bool:
        """Whether the group is large enough to be spoken of."""
        return self.whole >= FEWEST

    @property
    def ratio(self) -> float:
        """Between 0 and 1; an empty group has none and gives 0."""
        return self.part / self.whole if self.whole else 0.0


@value
class Interval:
    """Where the true value lies in 95 of 100 such counts."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much is not known yet."""
        return self.high - self.low


@value
class Compared:
    """A group with something and a group without it."""

    with_it: Share
    without: Share
    difference: float
    interval: Interval
    verdict: str


def interval_of(share: Share) -> Interval:
    """Wilson's 95 % interval of a share; everything is possible for an empty group."""
    n = share.whole
    if not n:
        return Interval(low=0.0, high=1.0)
    middle = 2 * share.part + Z * Z
    spread = Z * sqrt(Z * Z + 4 * share.part * (1 - share.ratio))
    low, high = (middle - spread) / (2 * (n + Z * Z)), (middle + spread) / (2 * (n + Z * Z))
    return Interval(low=max(0.0, low) if share.part else 0.0, high=min(1.0, high) if share.part < n else 1.0)


def difference_of(with_it: Share, *, without: Share) -> Interval:
    """Newcombe's 95 % interval of the first share minus the second."""
    ours, theirs = interval_of(with_it), interval_of(without)
    difference = with_it.ratio - without.ratio
    down = sqrt((with_it.ratio - ours.low) ** 2 + (theirs.high - without.ratio) ** 2)
    up = sqrt((ours.high - with_it.ratio) ** 2 + (without.ratio - theirs.low) ** 2)
    return Interval(low=difference - down, high=difference + up)


def compare(with_it: Share, *, without: Share, narrow: float) -> Compared | None:
    """The two groups beside one another; None while either is too small to be shown.

    Too early until the interval is narrower than ``narrow``, whatever a good day seems to say (spec B6).
    """
    if not (with_it.shown and without.shown):
        return None
    interval = difference_of(with_it, without=without)
    return Compared(
        with_it=with_it,
        without=without,
        difference=with_it.ratio - without.ratio,
        interval=interval,
        verdict=_verdict(interval, narrow=narrow),
    )


def _verdict(interval: Interval, *, narrow: float) -> str:
    if interval.width > narrow:
        return TOO_EARLY
    if interval.low > 0:
        return WORKED
    return HARMED if interval.high < 0 else NO_DIFFERENCE


def promoter_score(scores: dict[int, int]) -> int | None:
    """Promoters (9, 10) minus detractors (0 to 6) in points of a hundred, from answers by score; None below thirty."""
    count = sum(scores.values())
    if count < FEWEST_SCORES:
        return None
    promoters = sum(number for score, number in scores.items() if score in PROMOTERS)
    detractors = sum(number for score, number in scores.items() if score in DETRACTORS)
    return round(100 * (promoters - detractors) / count)


def shown(people: int) -> int | None:
    """The number itself, or None where it would speak of too few."""
    return people if people >= FEWEST else None
