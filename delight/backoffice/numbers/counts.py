"""Counts people for the report, in a fixed number of queries; nobody's name leaves this module."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from delight.actions.people.suppress import ASKED, COMPLAINED
from delight.models import Answer, Case, Medium, Order, PrintLine, Reply, Sign, Suppression, Touch
from delight.rules.numbers.measures import FEWEST, Share
from delight.rules.values import value

HORIZON = timedelta(days=180)
"""Within which a second order counts, and after which it is known whether there was one."""
MOST_THEMES = 20
HOLDOUT = "holdout"
RECOMMEND = "recommend"
PAPER = (Medium.CARD, Medium.INSERT)


@value
class Pieces:
    """Printed pieces of one medium."""

    medium: str
    printed: int
    spoilt: int


@value
class Theme:
    """How many people had something to settle about one product."""

    product: str
    sort: str
    people: int


def second_orders(now: datetime) -> Mapping[str, bool]:
    """Whether each person whose first kept order is old enough kept a second one within 180 days of it."""
    kept = Order.objects.filter(state__in=Order.KEPT, refunded=0, paid=True).order_by("created_at", "pk")
    first: dict[str, datetime] = {}
    again: set[str] = set()
    for key, customer, at in kept.values_list("customer__address_key", "customer_id", "created_at").iterator():
        person = _person(key, customer)
        if at - first.setdefault(person, at) <= HORIZON and at > first[person]:
            again.add(person)
    return {person: person in again for person, at in first.items() if at <= now - HORIZON}


def with_and_without(people: Mapping[str, bool]) -> Mapping[str, tuple[Share, Share]]:
    """For each kind that somebody goes without: second orders of those who were meant to get it, and of those who go
    without; who was in both groups at different times counts in neither.

    Those meant to get it count whether or not it reached them: nothing but chance then divides the groups.
    """
    kinds = list(Touch.objects.filter(reason=HOLDOUT).order_by().values_list("kind", flat=True).distinct())
    meant = Touch.objects.filter(kind__in=kinds).exclude(~Q(reason=HOLDOUT), state=Touch.State.WITHDRAWN)
    found = meant.order_by().values_list("kind", "reason", "customer__address_key", "customer_id").distinct()
    groups: dict[str, tuple[set[str], set[str]]] = {kind: (set(), set()) for kind in kinds}
    for kind, reason, key, customer in found.iterator():
        groups[kind][reason == HOLDOUT].add(_person(key, customer))
    return {
        kind: (_share(with_it - without, people), _share(without - with_it, people))
        for kind, (with_it, without) in sorted(groups.items())
    }


def _person(address_key: str, customer: int) -> str:
    """One address is one person, however many accounts and guest orders it has."""
    return address_key or f"customer {customer}"


def _share(group: Iterable[str], people: Mapping[str, bool]) -> Share:
    known = [people[person] for person in group if person in people]
    return Share(part=sum(known), whole=len(known))


def reached(since: datetime) -> Mapping[str, int]:
    """People whom something reached, under "mail", "paper" and "any"."""
    done = Touch.objects.filter(state=Touch.State.DONE, done_at__gte=since)
    return done.aggregate(
        mail=Count("customer", distinct=True, filter=Q(medium=Medium.MAIL)),
        paper=Count("customer", distinct=True, filter=Q(medium__in=PAPER)),
        any=Count("customer", distinct=True),
    )


def wrote(since: datetime) -> tuple[int, int]:
    """Letters that people wrote to us, and how many people wrote one."""
    letters = Reply.objects.filter(automatic=False, received_at__gte=since)
    counted = letters.aggregate(letters=Count("pk"), people=Count("customer", distinct=True))
    return counted["letters"], counted["people"]


def signs(since: datetime) -> Mapping[str, int]:
    """People by what they did: opened a code, said that it works …"""
    found = Sign.objects.filter(at__gte=since).order_by().values_list("name")
    return dict(found.annotate(people=Count("customer", distinct=True)))


def said_stop(since: datetime) -> Mapping[str, int]:
    """Addresses that asked for a stop, and those that called a mail of ours unwanted at their provider."""
    found = Suppression.objects.filter(at__gte=since, reason__in=[ASKED, COMPLAINED]).order_by().values_list("reason")
    return dict(found.annotate(people=Count("address_key", distinct=True)))


def heard(since: datetime) -> Mapping[str, int]:
    """Addresses by how they heard of the shop, as they said at the first of their orders that says so."""
    told = Order.objects.filter(created_at__gte=since).exclude(heard="").order_by("created_at", "pk")
    first: dict[str, str] = {}
    for key, customer, answer in told.values_list("customer__address_key", "customer_id", "heard").iterator():
        first.setdefault(_person(key, customer), answer)
    return Counter(first.values())


def complained(since: datetime) -> int:
    """People with a complaint or damage to settle."""
    sorts = [Case.Sort.COMPLAINT, Case.Sort.DAMAGE]
    cases = Case.objects.filter(opened_at__gte=since, sort__in=sorts)
    return int(cases.aggregate(people=Count("customer", distinct=True))["people"])


def refund_offers(since: datetime) -> Share:
    """People who were offered to send it back, and how many of them did."""
    offers = Touch.objects.filter(kind="refund", state=Touch.State.DONE, done_at__gte=since)
    back = Q(order__state__in=[Order.State.RETURNED, Order.State.RETURNED_IN_PART]) | Q(order__refunded__gt=0)
    counted = offers.aggregate(
        made=Count("customer", distinct=True), taken=Count("customer", distinct=True, filter=back)
    )
    return Share(part=counted["taken"], whole=counted["made"])


def asked_and_answered(since: datetime) -> Share:
    """People who were asked our one question, and how many of them answered with a number or words."""
    asked = Touch.objects.filter(kind="question", state=Touch.State.DONE, done_at__gte=since)
    counted = asked.aggregate(
        asked=Count("customer", distinct=True),
        answered=Count("customer", distinct=True, filter=Q(answer__isnull=False)),
    )
    return Share(part=counted["answered"], whole=counted["asked"])


def scores(since: datetime) -> dict[int, int]:
    """How often each number was given to "would you recommend us"; of a person's answers the latest counts."""
    found = Answer.objects.filter(question=RECOMMEND, score__isnull=False, at__gte=since).order_by("at", "pk")
    latest = {customer: score for customer, score in found.values_list("customer_id", "score") if score is not None}
    return dict(Counter(latest.values()))


def kind_words(since: datetime) -> int:
    """People who wrote kind words, or that they recommended us, as whoever read the letter found."""
    glad = {Reply.Theme.KIND_WORDS, Reply.Theme.RECOMMENDED}
    found = _letters(since).values_list("customer_id", "themes")
    return len({customer for customer, about in found.iterator() if glad & set(about)})


def themes(since: datetime) -> list[Theme]:
    """Per product what people had to settle or wrote about, where at least ten people did."""
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    cases = Case.objects.filter(opened_at__gte=since, replies=None, order__lines__isnull=False).order_by()
    for product, sort, customer in cases.values_list("order__lines__product_name", "sort", "customer_id").iterator():
        people[product, sort].add(customer)
    letters = _letters(since).filter(order__lines__isnull=False)
    for product, about, customer in letters.values_list(
        "order__lines__product_name", "themes", "customer_id"
    ).iterator():
        for sort in about:
            people[product, sort].add(customer)
    names = dict(Reply.Theme.choices)
    told = [
        Theme(product=product, sort=str(names.get(sort, sort)), people=len(who))
        for (product, sort), who in people.items()
        if len(who) >= FEWEST
    ]
    return sorted(told, key=lambda theme: (-theme.people, theme.product, theme.sort))[:MOST_THEMES]


def _letters(since: datetime) -> QuerySet[Reply]:
    """What people wrote, and somebody has read for what it is about."""
    return (
        Reply.objects.filter(automatic=False, received_at__gte=since, customer__isnull=False)
        .exclude(themes=[])
        .order_by()
    )


def pieces(since: datetime) -> list[Pieces]:
    """What the printer put out, reprints too, and what of it was marked as spoilt."""
    found = (
        PrintLine.objects.filter(run__made_at__gte=since)
        .order_by()
        .values("touch__medium")
        .annotate(printed=Count("pk"), spoilt=Count("pk", filter=Q(spoilt_at__isnull=False)))
        .order_by("touch__medium")
    )
    return [Pieces(medium=row["touch__medium"], printed=row["printed"], spoilt=row["spoilt"]) for row in found]
