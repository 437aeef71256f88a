"""Registers the checks, the rows nobody edits and, after migrating, the groups of people with their rights."""

from typing import Any  # Django's signals hand over keywords of many sorts

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class DelightConfig(AppConfig):
    """The Django app."""

    name = "delight"
    label = "delight"
    verbose_name = "Delight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the checks, which register themselves by decorator; policies before any view set asks for them."""
        from delight import checks  # noqa: F401
        from delight.backoffice.permissions import register_read_only
        from delight.intake.provider import listen

        register_read_only()
        listen()
        post_migrate.connect(make_groups_after_migrating, sender=self, dispatch_uid="delight.groups")


def make_groups_after_migrating(*, apps: Apps = apps, **kwargs: Any) -> None:  # a flush sends no apps
    """Make the groups once the tables of Delight and of Wagtail's pages are there."""
    from delight.backoffice.groups import make_groups

    del kwargs
    try:
        apps.get_model("delight", "Touch")
        apps.get_model("wagtailcore", "GroupPagePermission")
    except LookupError:  # a migration of something else, before ours
        return
    make_groups()
