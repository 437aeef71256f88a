"""What the back office's templates need: the demo's bar, shop time, reasons as sentences."""

from datetime import datetime

from django import template
from django.template.context import Context
from wagtail.models import Page

from delight import links
from delight.backoffice import demo, reasons, times
from delight.backoffice.writing import usage

register = template.Library()
register.filter("reason", reasons.sentence)
register.filter("withdraw_link", links.withdraw)


@register.filter
def shop_time(moment: datetime | None) -> str:
    """ "Tue 24 Nov 2026, 10:00" in the shop's zone; "" for None."""
    return times.shown(moment) if moment else ""


@register.inclusion_tag("delight/backoffice/demo_bar.html", takes_context=True)
def delight_demo_bar(context: Context) -> dict[str, object]:
    """Delight's day with its buttons; nothing outside the demo."""
    return demo.bar(context.get("request"))


@register.inclusion_tag("delight/backoffice/usage.html")
def delight_usage(page: Page) -> dict[str, object]:
    """Where a story or guide is used, and what a change of it alters."""
    return {"usage": usage.usage(page) if page.pk else None}
