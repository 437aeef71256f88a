"""Where the dots and whiskers of a chart lie: numbers in, places out; the template draws them."""

from collections.abc import Callable, Sequence

from delight.backoffice.numbers.figures import Figure, Group, percent
from delight.rules.values import value

LEFT, RIGHT, TOP, ROW, FOOT = 300, 720, 10, 34, 30
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
MOST_TICKS = 5


@value
class Mark:
    """One figure: its dot, its whisker, and its words."""

    y: int
    x: float
    low: float
    high: float
    name: str
    value: str


@value
class Tick:
    """One line of the scale."""

    x: float
    label: str
    zero: bool


@value
class Chart:
    """A group as a picture; ``said`` tells the same to whoever cannot see it."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    height: int
    foot: int
    said: str


def chart(group: Group) -> Chart | None:
    """The chart of a group; None where nothing in it has a place on a scale."""
    drawn = [figure for figure in group.figures if figure.at is not None and figure.interval is not None]
    if not drawn:
        return None
    ends = [end for one in drawn if one.interval for end in (one.interval.low, one.interval.high)]
    ticks = scale(min(0.0, *ends), max(0.0, *ends))
    start, span = ticks[0], ticks[-1] - ticks[0]

    def place(part: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (part - start) / span, 1)

    foot = TOP + ROW * len(drawn)
    return Chart(
        marks=tuple(_mark(figure, row=row, place=place) for row, figure in enumerate(drawn)),
        ticks=tuple(Tick(x=place(tick), label=percent(tick).replace(".0 ", " "), zero=tick == 0) for tick in ticks),
        height=foot + FOOT,
        foot=foot,
        said=". ".join(_said(figure) for figure in drawn),
    )


def scale(low: float, high: float) -> Sequence[float]:
    """Round numbers from at or below ``low`` to at or above ``high``, at most six."""
    step = next((one for one in STEPS if (high - low) / one <= MOST_TICKS - 1), STEPS[-1])
    first, last = int(low // step), int(-(-high // step))
    return [round(number * step, 4) for number in range(first, max(last, first + 1) + 1)]


def _mark(figure: Figure, *, row: int, place: Callable[[float], float]) -> Mark:
    interval = figure.interval
    at = place(figure.at or 0.0)
    return Mark(
        y=TOP + ROW * row + ROW // 2,
        x=at,
        low=place(interval.low) if interval else at,
        high=place(interval.high) if interval else at,
        name=figure.name,
        value=figure.value,
    )


def _said(figure: Figure) -> str:
    return f"{figure.name}: {figure.value} ({figure.low} – {figure.high})"
