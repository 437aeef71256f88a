"""Letters that run into each other: the pen leaves one through its exit and enters the next without lifting."""

from collections.abc import Iterator

from print_templates.pens.curves import Knot
from print_templates.pens.spacing import Spacing
from print_templates.pens.strokes import X_HEIGHT, Knots, StrokeGlyph, StrokeHand, sampled

_LOW, _SHOULDER = 0.45 * X_HEIGHT, 0.8 * X_HEIGHT
_ROOM, _ROOM_TO_E = 8.0, 6.0  # a join that climbs to the top of a letter needs more way than a lifted pen


def joined(hand: StrokeHand, *, spacing: Spacing) -> Iterator[StrokeGlyph]:
    """Yield a glyph for each pair of the hand's joins, named by both letters."""
    places = {name: number for number, name in enumerate(hand.glyphs)}
    for first, second in hand.joins:
        reach = spacing.ends[places[first]] + spacing.after[places[first]]
        room = _ROOM_TO_E if _enters_as_it_is(hand.knots[second][0]) else _ROOM
        shift = reach + spacing.before[places[second]] - spacing.starts[places[second]] + room
        strokes = _run_on(hand.knots[first], [_moved(knots, shift) for knots in hand.knots[second]])
        yield StrokeGlyph(first[:1] + second[:1], sampled(strokes))


def _run_on(first: tuple[Knots, ...], second: list[Knots]) -> list[Knots]:
    """The exit of one letter leads into the entry of the next; dots and bars follow, as a hand sets them last."""
    number = max(range(len(first)), key=lambda each: (first[each][-1].y < _LOW, first[each][-1].x))
    line = (*first[number], *_entered(second[0]))
    return [*first[:number], line, *first[number + 1 :], *second[1:]]


def _entered(knots: Knots) -> Knots:
    """A letter as it is entered from below: the join goes to the top of its stem and turns there; its hook is gone."""
    if _enters_as_it_is(knots):
        return knots
    if knots[0].y < _LOW:
        return knots[1:]
    top = max(range(min(3, len(knots))), key=lambda each: knots[each].y)
    stem = knots[top + 1 :]
    if stem[0].y > _SHOULDER:
        stem = stem[1:]
    return (Knot((knots[top].x + stem[0].x) / 2 + 2, knots[top].y, corner=True), *stem)


def _enters_as_it_is(knots: Knots) -> bool:
    """An e begins in the middle of its own line."""
    return 0.3 * X_HEIGHT < knots[0].y < 0.7 * X_HEIGHT


def _moved(knots: Knots, shift: float) -> Knots:
    return tuple(Knot(knot.x + shift, knot.y, knot.corner) for knot in knots)
