"""Kinds of product in the admin: which goods they are, and on which day each moment comes for them."""

from typing import Any  # Wagtail's forms and panels carry no types

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from delight.actions.touches.follow_moment import follow_product_kinds
from delight.backoffice.menu import MENU
from delight.kinds.base import kinds
from delight.models import ProductKind


class ProductKindForm(WagtailAdminModelForm):
    """Refuses a day on which a moment's kind never comes; planned touches follow what is saved."""

    def clean(self) -> dict[str, Any]:
        """Each moment once, and no day before its kind's first."""
        cleaned: dict[str, Any] = super().clean()
        seen = set()
        for form in self.formsets["days"].forms if "days" in self.formsets else ():
            if not form.is_valid() or form.cleaned_data.get("DELETE") or "moment" not in form.cleaned_data:
                continue
            moment = form.cleaned_data["moment"]
            self._check_days(form, moment_kind=moment.kind)
            if moment.pk in seen:
                form.add_error("moment", gettext("This moment has a day already."))
            seen.add(moment.pk)
        return cleaned

    def _check_days(self, form: forms.ModelForm, *, moment_kind: str) -> None:  # type: ignore[type-arg]
        kind = kinds().get(moment_kind)
        if kind is not None and (form.cleaned_data.get("days") or 0) < kind.first_day:
            form.add_error("days", gettext("This kind comes on day %(n)d at the earliest.") % {"n": kind.first_day})

    def save(self, commit: bool = True) -> ProductKind:
        """Save, and let planned touches follow."""
        kind: ProductKind = super().save(commit)
        if commit:
            follow_product_kinds()
        return kind


def follow_deleted(request: HttpRequest, instances: list[Any]) -> None:
    """A kind of product was thrown away: its goods have the moments' own days again."""
    del request
    if any(isinstance(one, ProductKind) for one in instances):
        follow_product_kinds()


def _goods(kind: ProductKind) -> str:
    named = ", ".join(filter(None, (kind.products, kind.categories, kind.collections)))
    return named or gettext("Nothing yet: say which goods these are.")


def _days(kind: ProductKind) -> str:
    return ", ".join(f"{one.moment}: {one.days}" for one in kind.days.select_related("moment").order_by("days", "pk"))


class ProductKindViewSet(SnippetViewSet):
    """Goods that people come to know in their own time."""

    model = ProductKind
    icon = "tag"
    menu_hook = MENU
    menu_item_is_registered = True
    menu_label = _("Kinds of product")
    menu_order = 32
    base_url_path = "delight/product-kinds"
    list_display = [
        "name",
        Column("goods", label=_("Which goods"), accessor=_goods),
        Column("days", label=_("Days after the anchor"), accessor=_days),
    ]
    search_fields = ["name", "products", "categories", "collections"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(
                [FieldPanel("products"), FieldPanel("categories"), FieldPanel("collections")], heading=_("Which goods")
            ),
            InlinePanel(
                "days",
                [FieldPanel("moment"), FieldPanel("days")],
                heading=_("Their own days"),
                label=_("day"),
                help_text=_(
                    "Of an order with several kinds of goods the longest wins; goods of no kind have the moment's days."
                ),
            ),
        ],
        base_form_class=ProductKindForm,
    )
