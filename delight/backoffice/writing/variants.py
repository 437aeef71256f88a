"""What an editor sees of the shop's things for sale: found by words or already chosen, with stock, price and time."""

import logging
from collections.abc import Sequence
from typing import Any  # Django's widgets hand over whatever a form field holds

from babel.numbers import format_currency
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from delight.backoffice.permissions import CHANGE_BUNDLES, DeskMixin
from delight.store import current_store
from storefront_hooks import PriceSnapshot, Refused, Unavailable, VariantSnapshot

logger = logging.getLogger(__name__)

LONGEST_WORDS = 100


class VariantInput(forms.TextInput):
    """Holds a variant's id; the page beside it shows what that is, and finds others. ``fills`` names a text field
    that takes the thing's name while it is empty.
    """

    input_type = "hidden"
    template_name = "delight/backoffice/variant_input.html"

    class Media:
        js = ("delight/variants.js",)

    def __init__(self, *, fills: str) -> None:
        super().__init__()
        self.fills = fills

    @property
    def is_hidden(self) -> bool:
        """The id is; the choice is not."""
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Where the page asks, and which field the name fills."""
        return {**super().get_context(name, value, attrs), "fills": self.fills}


class VariantsView(DeskMixin, View):
    """A piece of a page: what is found for ``words``, or the one thing that is ``chosen``."""

    right = CHANGE_BUNDLES

    def get(self, request: HttpRequest) -> HttpResponse:
        """Always an answer that can be shown: a shop that is away is a sentence."""
        chosen, words = request.GET.get("chosen", ""), request.GET.get("words", "")[:LONGEST_WORDS]
        try:
            store = current_store()
            found = list(store.read_variants([chosen]).values()) if chosen else store.find_variants(words)
        except (Unavailable, Refused) as trouble:
            logger.warning("The shop does not show what it sells: %s", trouble)
            return _shown(request, away=True)
        return _shown(request, found=found, chosen=chosen)


def _shown(
    request: HttpRequest, *, found: Sequence[VariantSnapshot] = (), chosen: str = "", away: bool = False
) -> HttpResponse:
    context = {
        "away": away,
        "chosen": chosen,
        "found": [
            {
                "id": one.external_id,
                "name": _name(one),
                "sku": one.sku,
                "stock": _stock(one),
                "sold_out": one.stock == 0,
                "prices": [_price(price) for price in one.prices],
            }
            for one in found
        ],
        "read_at": found[0].read_at if found else None,
    }
    return render(request, "delight/backoffice/variants.html", context)


def _name(one: VariantSnapshot) -> str:
    return ", ".join(part for part in (one.product_name, one.variant_name) if part)


def _stock(one: VariantSnapshot) -> str:
    if one.stock is None:
        return _("stock not counted")
    if one.stock == 0:
        return _("sold out")
    return ngettext("%(n)d in stock", "%(n)d in stock", one.stock) % {"n": one.stock}


def _price(price: PriceSnapshot) -> str:
    amount = format_currency(price.amount, price.currency, locale="en")
    return _("%(amount)s in %(channel)s") % {"amount": amount, "channel": price.channel}
