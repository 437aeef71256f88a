"""The groups of people who work with Delight, and their rights: who writes, who cares for people, who packs."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import GroupPagePermission, Page
from wagtail.snippets.models import create_extra_permissions

EDITORS = "Editors"
CARE = "Care"
PACKERS = "Packers"
TRANSLATION, TRANSLATES = "wagtail.contrib.simple_translation", "simple_translation"
"""With it editors begin a story, guide or snippet in another language from the one there is. A site may go without."""
ALL = ("add", "change", "delete", "view")
EDITED = (
    "bundle",
    "insert",
    "wording",
    "moment",
    "productkind",
    "producttag",
    "carddesign",
    "signer",
    "voicesheet",
    "wrapplan",
)
EDITOR_RIGHTS = (
    *(f"{verb}_{model}" for model in EDITED for verb in (ALL + ("publish",))),
    "view_order",
    "view_touch",
    "submit_translation",
)
"""Editors see what is planned and why, and nobody's address or mail."""
CARE_RIGHTS = (
    *(f"view_{model}" for model in ("order", "touch", "storeevent", "printrun", "customer")),
    "change_touch",
)
"""Erasing somebody cannot be undone: that stays with the admin, or with whom the admin gives the right."""
PACKER_RIGHTS = ("view_order", "view_printrun", "add_printrun", "change_printline")
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")


def make_groups() -> None:
    """Make the groups and give them what they need; rights a site has added or a person was given stay as they are."""
    for label in ("delight", "wagtailadmin", *([TRANSLATES] if apps.is_installed(TRANSLATION) else ())):
        create_permissions(apps.get_app_config(label), verbosity=0)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))  # to publish: Wagtail makes these after us
    editors = _group(EDITORS, codenames=EDITOR_RIGHTS)
    _group(CARE, codenames=CARE_RIGHTS)
    _group(PACKERS, codenames=PACKER_RIGHTS)
    _let_edit_pages(editors)


def _group(name: str, *, codenames: Iterable[str]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    ours = Q(content_type__app_label="delight", codename__in=list(codenames))
    door = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    translates = Q(content_type__app_label=TRANSLATES, codename__in=list(codenames))
    group.permissions.add(*Permission.objects.filter(ours | door | translates))
    return group


def _let_edit_pages(group: Group) -> None:
    root = Page.objects.filter(depth=1).first()
    if root is None:  # an emptied database (a test's flush) has no tree to give rights on
        return
    rights = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS)
    for right in rights:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
