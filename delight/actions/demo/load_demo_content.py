"""Fills the demo shop with people, stories, guides, bundles, a sample and inserts in every language, each once."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from delight import conf
from delight.demo.shop_files import ShopWords, Table
from delight.models import Bundle, GuidePage, HomePage, Insert, Signer, StoryPage

ROOT_SLUG = "linden-and-loom"


def load_shop(shop: Iterable[ShopWords], *, name: str) -> None:
    """Make what is missing, language by language; translations share a key and are found by it."""
    samples: list[Table] = []
    for words in shop:
        locale, _ = Locale.objects.get_or_create(language_code=words.language)
        home = _home(locale, name=name)
        for table in words.stories:
            _story(table, home=home)
        for table in (*words.guides, *words.samples):
            _guide(table, home=home)
        for table in words.bundles:
            _bundle(table, locale=locale)
        for place, table in enumerate(words.signers):
            _signer(table, locale=locale, default=place == 0)
        samples += words.samples if words.language == "en" else ()
    _serve_first_home(name=name)
    _inserts(samples)


def family(sort: str, key: str) -> UUID:
    """The translation key that all languages of one piece of content share."""
    return uuid5(NAMESPACE_URL, f"https://lindenloom.example/{sort}/{key}")


def _home(locale: Locale, *, name: str) -> HomePage:
    key = family("home", "home")
    home: HomePage | None = HomePage.objects.filter(translation_key=key, locale=locale).first()
    if home is not None:
        return home
    slug = ROOT_SLUG if locale.language_code == "en" else f"{ROOT_SLUG}-{locale.language_code}"
    root = Page.get_first_root_node()
    made: HomePage = root.add_child(
        instance=HomePage(title=name, slug=slug, locale=locale, translation_key=key, **_published())
    )
    return made


def _serve_first_home(*, name: str) -> None:
    """The English home page is the site's root, in place of the welcome page that comes with an empty Wagtail."""
    home = HomePage.objects.get(slug=ROOT_SLUG)
    address = urlsplit(conf.SITE_URL())
    where = {"hostname": address.hostname or "localhost", "port": address.port or 80}
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home.page_ptr, "site_name": name, **where}
    )
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    if welcome is not None and welcome.is_leaf():
        welcome.delete()


def _story(table: Table, *, home: HomePage) -> None:
    story = {"summary": table["summary"], "body": _blocks("paragraph", _paragraphs(table["body"]))}
    _page(StoryPage, table=table, home=home, fields={**story, "default": table.get("default", False)})


def _guide(table: Table, *, home: HomePage) -> None:
    stuck = [("pair", {"question": pair["q"], "answer": pair["a"]}) for pair in table.get("stuck", ())]
    guide = {"intro": table["intro"], "not_for": table["not_for"], "steps": _blocks("step", table["steps"])}
    set_up = {"stuck": stuck, "set_up": table.get("set_up", False)}
    _page(GuidePage, table=table, home=home, fields={**guide, **set_up})


def _page(model: type[StoryPage] | type[GuidePage], *, table: Table, home: HomePage, fields: Table) -> None:
    key = family(model.__name__, table["key"])
    if model.objects.filter(translation_key=key, locale=home.locale).exists():
        return
    page = model(
        title=table["title"],
        slug=table["key"] if model is StoryPage else f"how-to-{table['key']}",
        locale=home.locale,
        translation_key=key,
        **_fits(table),
        **_published(),
        **fields,
    )
    home.add_child(instance=page)


def _bundle(table: Table, *, locale: Locale) -> None:
    names = ("title", "keep", "give", "line", "say")
    Bundle.objects.get_or_create(
        translation_key=family("Bundle", table["key"]),
        locale=locale,
        defaults={
            **{name: table[name] for name in names},
            "keep_variant": f"sample-variant-{table['products'][0]}",
            **_fits(table),
            "first_published_at": timezone.now(),
        },
    )


def _signer(table: Table, *, locale: Locale, default: bool) -> None:
    Signer.objects.get_or_create(
        translation_key=family("Signer", table["key"]),
        locale=locale,
        defaults={
            "name": table["name"],
            "role": table["role"],
            "sentence": table["sentence"],
            "agreed": True,
            "default": default,
        },
    )


def _inserts(samples: Sequence[Table]) -> None:
    """One sheet for each piece of English content. Of two that fit equally the first made is printed: bundles lead."""
    tried = [_sample(table) for table in samples]
    for bundle in Bundle.objects.filter(locale__language_code="en").order_by("pk"):
        _insert(bundle.title, form=Insert.Form.BUNDLE, content={"bundle": bundle}, fits=bundle)
    for story in StoryPage.objects.filter(locale__language_code="en").order_by("pk"):
        _insert(story.title, form=Insert.Form.STORY, content={"page": story.page_ptr}, fits=story)
    for guide in GuidePage.objects.filter(locale__language_code="en").exclude(pk__in=tried).order_by("pk"):
        _insert(guide.title, form=Insert.Form.GUIDE, content={"page": guide.page_ptr}, fits=guide)


def _sample(table: Table) -> int:
    """What lies in some parcels, with what it holds; the id of the guide on its sheet."""
    guide = GuidePage.objects.get(translation_key=family("GuidePage", table["key"]), locale__language_code="en")
    Insert.objects.get_or_create(
        form=Insert.Form.SAMPLE,
        page=guide.page_ptr,
        defaults={
            "name": guide.title,
            "holds": ", ".join(table["holds"]),
            "stock": table["left"],
            "first_published_at": timezone.now(),
        },
    )
    return int(guide.pk)


def _insert(
    name: str, *, form: Insert.Form, content: dict[str, Bundle | Page], fits: Bundle | StoryPage | GuidePage
) -> None:
    Insert.objects.get_or_create(
        form=form,
        **content,
        defaults={
            "name": name,
            "products": fits.products,
            "categories": fits.categories,
            "first_published_at": timezone.now(),
        },
    )


def _fits(table: Table) -> dict[str, str]:
    return {"products": ", ".join(table["products"]), "categories": ", ".join(table["categories"])}


def _published() -> Table:
    now = timezone.now()
    return {"first_published_at": now, "last_published_at": now}


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def _blocks(block: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(block, text) for text in texts]
