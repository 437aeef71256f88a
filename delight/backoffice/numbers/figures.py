"""Turns counts into figures a person reads: each with its people, its interval, and silence about fewer than ten."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from delight import conf
from delight.actions.people.suppress import ASKED, COMPLAINED
from delight.backoffice.numbers import counts
from delight.backoffice.sentences import kind_label
from delight.models import Medium, Sign
from delight.rules.numbers import measures
from delight.rules.numbers.measures import Interval, Share
from delight.rules.values import value

PERIOD = timedelta(days=365)
"""What is counted besides second orders: a year, because one week's figures invite one week's thinking."""


HEARD_LABELS: Mapping[str, Promise] = {
    "friend": _lazy("Through somebody they know"),
    "gift": _lazy("By a present"),
    "search": _lazy("By a search"),
    "social": _lazy("On social media"),
    "press": _lazy("In the press"),
    "market": _lazy("At a market or in a shop"),
    "other": _lazy("In another way"),
}


@value
class Figure:
    """One line of a table: ``at`` and ``interval`` are set where a chart can show it, as parts of one."""

    group: str
    name: str
    value: str
    people: str = ""
    at: float | None = None
    interval: Interval | None = None
    note: str = ""

    @property
    def low(self) -> str:
        """The interval's lower end, for a table."""
        return percent(self.interval.low) if self.interval else ""

    @property
    def high(self) -> str:
        """Its upper end."""
        return percent(self.interval.high) if self.interval else ""


@value
class Group:
    """Figures that belong together; ``differences`` says that a chart of them has zero in its middle."""

    name: str
    about: str
    figures: tuple[Figure, ...]
    differences: bool = False

    @property
    def has_people(self) -> bool:
        """Whether any figure names its people: a column in which nothing stands is not shown."""
        return any(figure.people for figure in self.figures)

    @property
    def has_intervals(self) -> bool:
        """Whether any figure has an interval."""
        return any(figure.interval for figure in self.figures)

    @property
    def has_notes(self) -> bool:
        """Whether there is anything to add to any figure."""
        return any(figure.note for figure in self.figures)


def percent(part: float) -> str:
    """ "12.3 %"."""
    return f"{100 * part:.1f} %".replace("-", "−")


def groups(now: datetime) -> list[Group]:
    """The whole report; groups in which there is nothing to say are left out."""
    since = now - PERIOD
    people, reached = counts.second_orders(now), counts.reached(since)
    made = (
        _came_back(people),
        *_differences(people),
        _answered(since, reached=reached),
        _too_much(since, reached=reached),
        _offers(since),
        _heard(since),
        _themes(since),
        _costs(since),
    )
    return [group for group in made if group.figures]


def _share_figure(group: str, name: str, share: Share, *, note: str = "") -> Figure:
    if not share.shown:
        return Figure(group=group, name=name, value=too_few(), note=note)
    return Figure(
        group=group,
        name=name,
        value=percent(share.ratio),
        people=_("%(part)d of %(whole)d") % {"part": share.part, "whole": share.whole},
        at=share.ratio,
        interval=measures.interval_of(share),
        note=note,
    )


def too_few() -> str:
    """What stands in place of a figure that would speak of somebody."""
    return _("fewer than %(n)d people") % {"n": measures.FEWEST}


def _came_back(people: Mapping[str, bool]) -> Group:
    name = _("They came back")
    everybody = Share(part=sum(people.values()), whole=len(people))
    figure = _share_figure(name, _("Kept a second order within 180 days"), everybody)
    return Group(name=name, about=_("Everybody whose first kept order is at least 180 days old."), figures=(figure,))


def _differences(people: Mapping[str, bool]) -> tuple[Group, Group]:
    """Second orders with and without each kind, then what the kind made of it."""
    name, apart = _("With Delight and without"), _("What it made of it")
    rows: list[Figure] = []
    made: list[Figure] = []
    for kind, (with_it, without) in counts.with_and_without(people).items():
        label = kind_label(kind)
        rows += [
            _share_figure(name, _("With: %(kind)s") % {"kind": label}, with_it),
            _share_figure(name, _("Without: %(kind)s") % {"kind": label}, without),
        ]
        made.append(_difference(apart, label, measures.compare(with_it, without=without, narrow=conf.SURE_WITHIN())))
    return (
        Group(name=name, about=_("Kept second orders; chance alone decides who goes without."), figures=tuple(rows)),
        Group(
            name=apart,
            about=_("The share with it minus the share without, with Newcombe's 95 % interval (1998, method 10)."),
            figures=tuple(made),
            differences=True,
        ),
    )


def _difference(group: str, name: str, found: measures.Compared | None) -> Figure:
    if found is None:
        return Figure(group=group, name=name, value=_("too early"), note=too_few())
    return Figure(
        group=group,
        name=name,
        value=f"{100 * found.difference:+.1f}".replace("-", "−") + " " + _("points"),
        people=f"{found.with_it.whole} / {found.without.whole}",
        at=found.difference,
        interval=found.interval,
        note=_verdicts()[found.verdict],
    )


def _verdicts() -> Mapping[str, str]:
    return {
        measures.WORKED: _("more came back"),
        measures.HARMED: _("fewer came back"),
        measures.NO_DIFFERENCE: _("no difference seen"),
        measures.TOO_EARLY: _("too early: the interval is wider than %(points)d points")
        % {"points": round(100 * conf.SURE_WITHIN())},
    }


def _answered(since: datetime, *, reached: Mapping[str, int]) -> Group:
    name = _("They answered")
    letters, people = counts.wrote(since)
    signs = counts.signs(since)
    asked = counts.asked_and_answered(since)
    everybody = reached["any"]

    def share(label: str, part: int, of: int, note: str = "") -> Figure:
        return _share_figure(name, label, Share(part=min(part, of), whole=of), note=note)

    return Group(
        name=name,
        about=_("Of the people whom a mail or a piece in a parcel reached within a year."),
        figures=(
            _reached(name, everybody),
            share(
                _("Wrote to us"),
                people,
                everybody,
                _("%(n)d letters") % {"n": letters} if measures.shown(people) else "",
            ),
            share(_("Wrote kind words"), counts.kind_words(since), everybody),
            share(_("Opened the code in the parcel"), signs.get(Sign.Name.CODE_OPENED, 0), reached["paper"]),
            share(_("Said that it works"), signs.get(Sign.Name.WORKS, 0), everybody),
            _share_figure(name, _("Answered our one question"), asked),
            _score(name, asked, scores=counts.scores(since)),
        ),
    )


def _reached(group: str, people: int) -> Figure:
    known = measures.shown(people)
    return Figure(group=group, name=_("Reached"), value=too_few() if known is None else str(known))


def _score(group: str, asked: Share, *, scores: dict[int, int]) -> Figure:
    """The promoter score with how many answered: never one without the other."""
    found, count = measures.promoter_score(scores), sum(scores.values())
    name = _("Promoters minus detractors (NPS)")
    if found is None:
        return Figure(
            group=group, name=name, value=_("too early"), note=_("from %(n)d answers") % {"n": measures.FEWEST_SCORES}
        )
    note = _("%(n)d answers; %(rate)s of those asked answered") % {"n": count, "rate": percent(asked.ratio)}
    return Figure(group=group, name=name, value=f"{found:+d}".replace("-", "−"), people=str(count), note=note)


def _too_much(since: datetime, *, reached: Mapping[str, int]) -> Group:
    name = _("It was too much")
    stops = counts.said_stop(since)
    of_mail, everybody = reached["mail"], reached["any"]
    rows: tuple[tuple[str, int, int], ...] = (
        (_("Said stop"), stops.get(ASKED, 0), everybody),
        (_("Called a mail unwanted"), stops.get(COMPLAINED, 0), of_mail),
        (_("Had a complaint or damage"), counts.complained(since), everybody),
    )
    figures = tuple(_share_figure(name, label, Share(part=min(part, of), whole=of)) for label, part, of in rows)
    return Group(
        name=name, about=_("Of the people reached within a year; a good shop looks here first."), figures=figures
    )


def _offers(since: datetime) -> Group:
    name = _("Offers to send it back")
    offers = counts.refund_offers(since)
    made = Figure(group=name, name=_("Offered"), value=str(offers.whole) if offers.shown else too_few())
    taken = _share_figure(name, _("Taken"), offers)
    about = _("An offer that is taken is a success: nobody sits on what they do not use.")
    return Group(name=name, about=about, figures=(made, taken) if offers.whole else ())


def _heard(since: datetime) -> Group:
    """The known answers, the most frequent first; those that few gave are told as few."""
    name, told = _("How they heard of us"), counts.heard(since)
    everybody = sum(told.values())
    figures = tuple(
        _share_figure(name, str(HEARD_LABELS.get(answer, answer)), Share(part=people, whole=everybody))
        if measures.shown(people) is not None
        else Figure(group=name, name=str(HEARD_LABELS.get(answer, answer)), value=too_few())
        for answer, people in sorted(told.items(), key=lambda one: (-one[1], one[0]))
    )
    about = _("Of the people who answered at the check-out within a year; what counts is their first answer.")
    return Group(name=name, about=about, figures=figures)


def _themes(since: datetime) -> Group:
    name = _("What people spoke of, by product")
    figures = tuple(
        Figure(group=name, name=f"{theme.product}: {theme.sort}", value=str(theme.people))
        for theme in counts.themes(since)
    )
    return Group(name=name, about=_("People who wrote or had something to settle; ten or more."), figures=figures)


def _costs(since: datetime) -> Group:
    name = _("What a piece costs")
    costs = conf.PIECE_COSTS()
    names = dict(Medium.choices)
    figures = tuple(
        Figure(
            group=name,
            name=str(names[piece.medium]),
            value=_cost(piece, each=costs[piece.medium]),
            note=_("%(printed)d printed, %(spoilt)d spoilt") % {"printed": piece.printed, "spoilt": piece.spoilt},
        )
        for piece in counts.pieces(since)
        if piece.medium in costs
    )
    return Group(
        name=name, about=_("Paper, ink and hands for one that lies in a parcel (DELIGHT_PIECE_COSTS)."), figures=figures
    )


def _cost(piece: counts.Pieces, *, each: str) -> str:
    good = piece.printed - piece.spoilt
    return f"{Decimal(each) * piece.printed / good:.2f}" if good else "–"
