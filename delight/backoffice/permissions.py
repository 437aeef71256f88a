"""Who may do what in the back office: the rights by name, and rows that nobody edits by hand."""

from collections.abc import Iterable
from typing import Any  # Wagtail carries no types: users, models and querysets arrive untyped

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from delight.models import Order, PrintRun, StoreEvent, Touch

SEE_ORDERS = "delight.view_order"
WRITE = "delight.change_wording"
SEE_TOUCHES = "delight.view_touch"
"""Which mails are planned, and why; a packer sees the paper alone."""
SEE_PEOPLE = "delight.view_customer"
"""Addresses, mail texts and what somebody told us; without it an order is a name, its things and its gift text."""
CARE = "delight.change_touch"
PRINT = "delight.add_printrun"
SCAN = "delight.change_printline"
FORGET = "delight.delete_customer"
CHANGE_BUNDLES = "delight.change_bundle"
SEE_EVENTS = "delight.view_storeevent"

READ_ONLY = (Order, StoreEvent, Touch, PrintRun)
"""What the store or the engine writes; staff look and act through buttons, nobody edits a row."""


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Seeing is all that the generic views allow, to a superuser too."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the action is looking, and the user may look."""
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """As above for a choice of actions."""
        return "view" in actions and self.user_has_permission(user, "view")

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        """The users who may look, if looking is among the actions."""
        return super().users_with_any_permission([action for action in actions if action == "view"])


def register_read_only() -> None:
    """Register the policy before any view set asks for a model's policy."""
    for model in READ_ONLY:
        register_permission_policy(model, ReadOnlyPolicy(model), exact_class=True)


def desk_permissions() -> QuerySet[Permission]:
    """The rights that no view set registers itself, for the table of rights in a group's form."""
    return Permission.objects.filter(
        content_type__app_label="delight", codename__in=["change_printline", "view_customer", "delete_customer"]
    )


def staff(request: HttpRequest) -> User:
    """The person of the shop behind a request. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, get_user_model()):
        raise PermissionDenied
    return request.user


class DeskMixin:
    """Refuses whoever lacks the right named in ``right``; Wagtail turns the refusal into a message on the home page."""

    right = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the right, then go on."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return response
