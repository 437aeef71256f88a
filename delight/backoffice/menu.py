"""The items of Delight's menu that no view set brings: each is shown to whoever holds its right."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from delight import conf
from delight.backoffice.permissions import CARE, PRINT, SCAN, SEE_PEOPLE, SEE_TOUCHES, WRITE

MENU = "register_delight_menu_item"
"""The hook by which an item joins Delight's menu."""


class RightMenuItem(MenuItem):
    """Shown to whoever may open it."""

    def __init__(self, label: Promise, *, url: str, icon_name: str, order: int, right: str) -> None:
        super().__init__(label, url, icon_name=icon_name, order=order)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person holds the right."""
        return bool(request.user.has_perm(self.right))


class DemoMenuItem(RightMenuItem):
    """Shown in the demo only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this is the demo, and this person may see orders."""
        return conf.DEMO() and super().is_shown(request)


class PagesMenuItem(RightMenuItem):
    """The page explorer; stories and guides live there, below each language's home."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person writes, and there is a tree of pages."""
        return super().is_shown(request) and Page.objects.filter(depth=1).exists()


def _item(
    label: Promise, name: str, icon: str, order: int, right: str, made_of: type[RightMenuItem] = RightMenuItem
) -> RightMenuItem:
    return made_of(label, url=reverse(name), icon_name=icon, order=order, right=right)


ITEMS: tuple[Callable[[], RightMenuItem], ...] = (
    partial(_item, _("Today's cards"), "delight_today", "doc-full", 1, PRINT),
    partial(_item, _("Scan"), "delight_scan", "crosshairs", 2, SCAN),
    partial(_item, _("Before the truck leaves"), "delight_missing", "warning", 4, SCAN),
    partial(_item, _("Print runs"), "delight_runs", "copy", 3, PRINT),
    partial(_item, _("What people wrote"), "delight_replies", "mail", 19, SEE_PEOPLE),
    partial(_item, _("Waiting for your word"), "delight_tray", "warning", 20, CARE),
    partial(_item, _("Arrivals"), "delight_arrived", "home", 15, CARE),
    partial(
        _item,
        _("Stories and guides"),
        "wagtailadmin_explore_root",
        "folder-open-inverse",
        35,
        WRITE,
        PagesMenuItem,
    ),
    partial(_item, _("Try on an order"), "delight_try", "view", 32, SEE_TOUCHES),
    partial(_item, _("Numbers that matter"), "delight_numbers", "history", 60, SEE_TOUCHES),
    partial(_item, _("Outbox"), "delight_outbox", "mail", 70, SEE_PEOPLE, DemoMenuItem),
)
