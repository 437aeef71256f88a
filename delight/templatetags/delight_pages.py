"""What the pages' templates need: our words, a language's direction, links between them."""

from django import template
from django.template.context import Context
from django.urls import reverse
from wagtail.models import Page

from delight import links
from delight.models import Touch
from delight.pages.contact import help_address
from delight.pages.door import frame
from delight.words import page_words

register = template.Library()


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> str:
    """Gives a page that Wagtail serves, which knows only itself, the words and facts of our frame."""
    if "words" not in context:
        shown = frame(context["page"].locale.language_code)
        for name, value in {**shown, "help_address": help_address()}.items():
            context[name] = value
    return ""


@register.simple_tag
def public_url(page: Page) -> str:
    """The address of a story, a guide or a language's list."""
    language = page.locale.language_code
    if page.specific_class is not None and page.specific_class.__name__ == "HomePage":
        return reverse("delight_public_home", args=[language])
    return reverse("delight_public", args=[language, page.slug])


@register.simple_tag
def link_to(touch: Touch, purpose: str) -> str:
    """The signed address of another page of the same touch."""
    return links.page(touch.token, purpose=purpose)


@register.simple_tag
def children_of(page: Page) -> list[Page]:
    """The published stories and guides of a language's list."""
    return list(page.get_children().live().public().specific().select_related("locale"))


@register.simple_tag
def other_languages_of(page: Page) -> list[tuple[str, str, str]]:
    """The same page elsewhere: language, the language's own name for itself, address."""
    found = (
        page.get_translations().live().public().select_related("locale").specific().order_by("locale__language_code")
    )
    codes = [(one.locale.language_code, one) for one in found]
    return [(code, page_words(code)["language_name"], public_url(one)) for code, one in codes]
