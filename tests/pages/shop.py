"""A small shop: a story and a guide for the linen throw in English and German, and Hannah, who signs."""

from typing import Any
from uuid import UUID

from wagtail.models import Locale, Page

from delight.models import GuidePage, HomePage, Signer, StoryPage

GUIDE, STORY, HOME, HANNAH = (UUID(int=number) for number in (1, 2, 3, 4))
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "guide": "Washing linen so that it softens",
        "step": "Wash it alone the first time.",
        "not_for": "It creases, and it should.",
        "question": "It feels stiff.",
        "answer": "Shake it out while damp.",
        "story": "It began with eleven towels",
        "summary": "Four people in Leipzig.",
    },
    "de": {
        "guide": "Leinen waschen, damit es weich wird",
        "step": "Beim ersten Mal allein waschen.",
        "not_for": "Es knittert, und das soll es.",
        "question": "Es fühlt sich steif an.",
        "answer": "Feucht ausschütteln.",
        "story": "Angefangen hat es mit elf Tüchern",
        "summary": "Vier Leute in Leipzig.",
    },
}


def open_shop() -> None:
    """Everything in both languages, published."""
    for language in WORDS:
        locale, _ = Locale.objects.get_or_create(language_code=language)
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Linden & Loom", slug=f"home-{language}", locale=locale, translation_key=HOME)
        )
        a_guide(home, language=language)
        a_story(home, language=language)
        Signer.objects.create(
            name="Hannah Lindner", role="Workshop", agreed=True, default=True, locale=locale, translation_key=HANNAH
        )


def a_guide(home: HomePage, *, language: str, **changes: Any) -> GuidePage:
    """How to wash linen."""
    words = WORDS[language]
    values = {
        "title": words["guide"],
        "slug": "how-to-wash-linen",
        "locale": home.locale,
        "translation_key": GUIDE,
        "intro": "Five minutes.",
        "steps": [("step", words["step"])],
        "stuck": [("pair", {"question": words["question"], "answer": words["answer"]})],
        "not_for": words["not_for"],
        "products": "linen-throw",
    }
    guide: GuidePage = home.add_child(instance=GuidePage(**{**values, **changes}))
    return guide


def a_story(home: HomePage, *, language: str, **changes: Any) -> StoryPage:
    """Where the linen comes from; told by default."""
    words = WORDS[language]
    values = {
        "title": words["story"],
        "slug": "eleven-towels",
        "locale": home.locale,
        "translation_key": STORY,
        "summary": words["summary"],
        "body": [("paragraph", "Hannah’s grandmother owned eleven linen towels."), ("quote", "They hang.")],
        "default": True,
    }
    story: StoryPage = home.add_child(instance=StoryPage(**{**values, **changes}))
    return story
