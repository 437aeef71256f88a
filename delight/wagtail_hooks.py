"""Registers view sets, admin pages, menu, home panel and rights; decides nothing."""

from typing import Any  # Wagtail's hooks hand over its own untyped objects

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from delight.backoffice import health, home, menu, permissions, records, staff_log
from delight.backoffice.urls import urlpatterns
from delight.backoffice.writing import product_kinds, viewsets, voice
from delight.pages import public


def record_viewsets() -> list[Any]:
    """Lists of what the store and the engine write."""
    return [viewset() for viewset in records.VIEWSETS]


def admin_urls() -> list[Any]:
    """Delight's own pages."""
    return list(urlpatterns)


def delight_menu() -> SubmenuMenuItem:
    """One menu for all of Delight."""
    items = Menu(register_hook_name=menu.MENU)
    return SubmenuMenuItem(_("Delight"), items, name="delight", icon_name="tag", order=50)


def home_panel(request: HttpRequest, found: list[Any]) -> None:
    """What there is to do now stands first; then how Delight is, for those whom it concerns."""
    found.insert(0, home.TodayPanel())
    if request.user.has_perm(permissions.SEE_EVENTS):
        found.insert(1, health.HealthPanel())


def desk_permissions() -> Any:
    """The rights that no view set registers."""
    return permissions.desk_permissions()


def log_actions(actions: Any) -> None:
    """Who did what at an order or a run, and what was not published."""
    actions.register_action(staff_log.ACTION)(staff_log.StaffEntry)
    actions.register_action(staff_log.NOT_PUBLISHED)(staff_log.NotPublishedEntry)


def stylesheet() -> SafeString:
    """The back office's few styles."""
    return format_html('<link rel="stylesheet" href="{}">', static("delight/backoffice.css"))


def keeping_script() -> SafeString:
    """A button pressed while the editor keeps a new page waits for that."""
    return format_html('<script src="{}"></script>', static("delight/keeping.js"))


for viewset in viewsets.VIEWSETS:
    register_snippet(viewset)
for make_item in menu.ITEMS:
    hooks.register(menu.MENU, make_item)
hooks.register("register_admin_viewset", record_viewsets)
hooks.register("register_admin_urls", admin_urls)
hooks.register("register_admin_menu_item", delight_menu)
hooks.register("construct_homepage_panels", home_panel)
hooks.register("register_permissions", desk_permissions)
hooks.register("register_log_actions", log_actions)
hooks.register("before_publish_page", voice.check_page)
hooks.register("after_delete_snippet", product_kinds.follow_deleted)
hooks.register("insert_global_admin_css", stylesheet)
hooks.register("insert_editor_js", keeping_script)
hooks.register("on_serve_page", public.guarded)
