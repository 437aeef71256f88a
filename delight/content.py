"""Which published words and content an order gets: the look-ups around the rules of matching and language."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from wagtail.models import Page

from delight import conf
from delight.errors import NothingToSay
from delight.models import Bundle, GuidePage, Insert, Order, ProductTag, Signer, StoryPage, Touch, Wording, WrapPlan
from delight.models.content import ForProducts, slugs
from delight.models.prepared import Given, Prepared
from delight.rules.facts import LineFacts
from delight.rules.forms import speaks
from delight.rules.matching import Candidate, Limits, Tag, best, distance, may_hold

P = TypeVar("P", StoryPage, GuidePage)
F = TypeVar("F", bound=ForProducts)
T = TypeVar("T")

_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)  # Any: rows of several tables


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it, words, guides, stories and signers are read once: for what is written together, within seconds."""
    if _read.get() is not None:
        yield
        return
    with _reading_anew():
        yield


@contextmanager
def _reading_anew() -> Iterator[None]:
    before = _read.set({})
    try:
        yield
    finally:
        _read.reset(before)


@contextmanager
def reading_these(wording: Wording) -> Iterator[None]:
    """Within it, these words are the published ones of their kind, variant and language: for a preview."""
    with _reading_anew():
        once((Wording, wording.kind, wording.variant, wording.language), lambda: wording)
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenContent:
    """What fits an order's lines, in its language where there is a translation."""

    story: StoryPage | None
    guide: GuidePage | None
    bundle: Bundle | None


def language_of(order: Order) -> str:
    """The language in which this order's person is written to."""
    return speaks(order.language, known=conf.LANGUAGES(), shop=conf.LANGUAGE())


def line_facts(order: Order) -> tuple[LineFacts, ...]:
    """The order's lines as the rules see them; uses a prefetch where there is one."""
    return tuple(
        LineFacts(
            product_slug=line.product_slug,
            product_name=line.product_name,
            categories=tuple(line.categories),
            needs_shipping=line.needs_shipping,
            collections=tuple(line.collections),
        )
        for line in order.lines.all()
    )


def known_tags() -> tuple[Tag, ...]:
    """Every tag that an editor gave to products."""
    return once((ProductTag,), _tags)


def lines_about(order: Order, content: ForProducts) -> tuple[LineFacts, ...]:
    """The lines for which this content is meant; all of them where it is for no product."""
    goods, sorts = slugs(content.products), slugs(content.categories)
    lines = line_facts(order)
    if not goods and not sorts:
        return lines
    return tuple(one for one in lines if distance(one, products=goods, categories=sorts) is not None)


def content_for(order: Order, *, language: str) -> ChosenContent:
    """The story, guide and bundle nearest to this order's lines, each None where nothing is published for it."""
    lines = line_facts(order)
    return ChosenContent(
        story=_page(StoryPage, lines=lines, language=language),
        guide=_page(GuidePage, lines=lines, language=language, fits=partial(may_read, order)),
        bundle=_bundle(lines=lines, language=language),
    )


def guide_for(order: Order, *, language: str) -> GuidePage | None:
    """The published guide nearest to this order's lines; one for its season or country before a general one."""
    lines, month = line_facts(order), _month_of(order)
    read = partial(_page, GuidePage, lines=lines, language=language, fits=partial(may_read, order))
    return once((GuidePage, language, lines, month, order.country), read)


def limits_of(page: object) -> Limits:
    """To which orders a guide is limited; all else is limited to none."""
    if not isinstance(page, GuidePage):
        return Limits()
    countries = tuple(code.upper() for code in slugs(page.countries))
    return Limits(first_month=page.first_month or 0, last_month=page.last_month or 0, countries=countries)


def may_read(order: Order, page: object) -> bool:
    """Whether this guide is meant for this order: by the day on which it was placed, which never changes again."""
    return limits_of(page).allow(month=_month_of(order), country=order.country)


def _month_of(order: Order) -> int:
    return order.created_at.astimezone(ZoneInfo(conf.TIME_ZONE())).month


def form_of(touch: Touch) -> str:
    """The form of insert that this touch's moment names; "" for the one sheet that fits the products."""
    return touch.moment.variant if touch.moment else ""


def insert_for(order: Order, *, form: str = "") -> Insert | None:
    """The published insert of this form nearest to this order's lines; one for no product fits where no other does.

    Without a form: a story, a guide or a bundle. A sample is one that is left, and that the person need not avoid.
    """
    fitting = inserts_of(order, form=form)
    return best([one for one in once((Insert,), _inserts) if one.item in fitting], lines=line_facts(order))


def printed_content(touch: Touch, *, order: Order, language: str) -> GuidePage | StoryPage | None:
    """What the sheet in the parcel spoke of; a bundle's sheet, and a card, lead to the guide, else to the story."""
    row = insert_for(order, form=form_of(touch))
    if row is not None and row.form != Insert.Form.BUNDLE and row.page is not None:
        return translated_page(row.page, language=language)
    content = content_for(order, language=language)
    return content.guide or content.story


def inserts_of(order: Order, *, form: str) -> list[Insert]:
    """The published inserts of this form that may go into this order's parcel."""
    forms = (form,) if form else Insert.SHEETS
    inserts = [one.item for one in once((Insert,), _inserts) if one.item.form in forms]
    found = [row for row in inserts if may_read(order, _guide_on(row))]
    if form != Insert.Form.SAMPLE:
        return found
    avoid = slugs(order.avoid)
    return [row for row in found if row.stock != 0 and may_hold(slugs(row.holds), avoid=avoid)]


def wrap_plan_for(order: Order) -> WrapPlan | None:
    """How this order is wrapped: the plan nearest to its lines; one for gifts only before one for all."""
    plans = [one for one in once((WrapPlan,), _wrap_plans) if order.gift or not one.item.gifts_only]
    return best(plans, lines=line_facts(order))


def translated_page(page: Page, *, language: str) -> StoryPage | GuidePage | None:
    """The published translation of a story or guide: in this language, else the shop's, else the page itself."""
    family = type(page.specific_deferred).objects.filter(translation_key=page.translation_key, live=True)
    by_language = {one.locale.language_code: one for one in family.select_related("locale")}
    for wanted in (language, conf.LANGUAGE(), page.locale.language_code):
        if wanted in by_language:
            found: StoryPage | GuidePage = by_language[wanted]
            return found
    return None


def translated_bundle(bundle: Bundle, *, language: str) -> Bundle:
    """The published translation of a bundle, else the bundle itself."""
    family = Bundle.objects.filter(translation_key=bundle.translation_key, live=True).select_related("locale")
    by_language = {one.locale.language_code: one for one in family}
    return by_language.get(language) or by_language.get(conf.LANGUAGE()) or bundle


def wording_for(kind: str, *, variant: str, language: str) -> Wording:
    """The published words in that language, else in the shop's. Raises NothingToSay naming what to write."""
    for wanted in (language, conf.LANGUAGE()):
        found = once((Wording, kind, variant, wanted), partial(_words, kind, variant, wanted))
        if found is not None:
            return found
    raise NothingToSay(
        f"No published words for {kind}, {variant} in {language}: write and publish them under Wordings."
    )


def signer_for(language: str) -> Signer:
    """The person who signs, in that language. Raises NothingToSay where nobody agreed to."""
    for wanted in (language, conf.LANGUAGE()):
        for signer in once((Signer,), _agreed):
            if signer.locale.language_code == wanted:
                return signer
    raise NothingToSay("Nobody signs: add a signer who works here today and agreed to it, in the shop's language.")


def _page(
    model: type[P], *, lines: tuple[LineFacts, ...], language: str, fits: Callable[[P], bool] = lambda _: True
) -> P | None:
    for wanted in dict.fromkeys((language, conf.LANGUAGE())):
        published = once((model, wanted), partial(_published, model, wanted))
        found: P | None = best([one for one in published if fits(one.item)], lines=lines)
        if found is not None:
            return found
    return None


_WORDS = Prepared[Wording](
    lambda: Wording.objects.filter(kind=Given("kind"), language=Given("language"), live=True).order_by("-pk")
)


def _words(kind: str, variant: str, language: str) -> Wording | None:
    if _read.get() is None:
        return Wording.objects.filter(kind=kind, variant=variant, language=language, live=True).first()
    return once((Wording, kind, language), partial(_by_variant, kind, language)).get(variant)


def _by_variant(kind: str, language: str) -> dict[str, Wording]:
    return {row.variant: row for row in _WORDS.ask(kind=kind, language=language)}


_TAGS = Prepared[tuple[str, str, str]](lambda: ProductTag.objects.values_list("slug", "products", "categories"))


def _tags() -> tuple[Tag, ...]:
    return tuple(Tag(slug=slug, products=slugs(goods), categories=slugs(sorts)) for slug, goods, sorts in _TAGS.ask())


_AGREED = Prepared[Signer](
    lambda: Signer.objects.filter(agreed=True).select_related("locale").order_by("-default", "pk")
)


def _agreed() -> list[Signer]:
    return _AGREED.ask()


@cache
def _live(model: type[P]) -> Prepared[P]:
    return Prepared(lambda: model.objects.live().filter(locale__language_code=Given("language")).order_by("pk"))


def _published(model: type[P], language: str) -> list[Candidate[P]]:
    return _candidates(_live(model).ask(language=language))


_BUNDLES = Prepared[Bundle](
    lambda: Bundle.objects.filter(live=True, locale__language_code=Given("language")).order_by("pk")
)


def _bundle(*, lines: tuple[LineFacts, ...], language: str) -> Bundle | None:
    shop = _candidates(_BUNDLES.ask(language=conf.LANGUAGE()))
    found = best([one for one in shop if not one.default], lines=lines)
    return translated_bundle(found, language=language) if found else None


_INSERTS = Prepared[Insert](
    lambda: Insert.objects.filter(live=True).select_related("bundle", "page__delight_guide").order_by("pk")
)


def _inserts() -> list[Candidate[Insert]]:
    return _candidates(_INSERTS.ask())


def _guide_on(row: ForProducts) -> GuidePage | None:
    """The guide that this insert shows."""
    return getattr(row.page, "delight_guide", None) if isinstance(row, Insert) else None


def _wrap_plans() -> list[Candidate[WrapPlan]]:
    return _candidates(WrapPlan.objects.select_related("photo").order_by("-gifts_only", "pk"))


def _candidates(rows: Iterable[F]) -> list[Candidate[F]]:
    return [
        Candidate(
            item=row,
            products=slugs(row.products),
            categories=slugs(row.categories),
            default=_is_default(row),
            narrow=limits_of(_guide_on(row) or row).narrow,
        )
        for row in rows
    ]


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives, read now, or within ``reading_once`` at the first time."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


def _is_default(row: ForProducts) -> bool:
    if isinstance(row, Insert | WrapPlan):
        return not row.products and not row.categories
    return bool(getattr(row, "default", False))
