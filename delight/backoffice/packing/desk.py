"""The packer's desk: today's cards and inserts in pick order, with what belongs in each parcel, and the last runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any  # Django's view contexts hold anything

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight import clock
from delight.actions.prints.pick_order import first_shelf
from delight.actions.prints.print_cards import card_design, cards_for_today
from delight.backoffice.packing.printing import SEPARATED
from delight.backoffice.packing.runs import runs
from delight.backoffice.permissions import PRINT, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.content import form_of, insert_for, reading_once, wrap_plan_for
from delight.models import CardDesign, Insert, Medium, Order, PickList, Touch, WrapPlan

LAST_RUNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What belongs in one order's parcel today."""

    order: Order
    pieces: tuple[tuple[Touch, str], ...]
    wrap: WrapPlan | None = None
    photo: str = ""
    """The address of the plan's photo."""

    @property
    def shelf(self) -> str:
        """The shelf at which the packer begins, "" if the shop names none."""
        return first_shelf(self.order)

    @property
    def ids(self) -> str:
        """The touches' ids, as the button that prints only this parcel carries them."""
        return ",".join(str(touch.pk) for touch, _title in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A shelf and the pieces whose orders begin there, as the button that prints them carries them."""

    name: str
    pieces: int
    ids: str


def shelves(found: Iterable[Pack]) -> list[Shelf]:
    """The shelves in pick order; none where there is only one, which is all of today."""
    by_name: dict[str, list[Pack]] = {}
    for pack in found:
        by_name.setdefault(pack.shelf, []).append(pack)
    if len(by_name) < 2:
        return []
    return [
        Shelf(
            name=name,
            pieces=sum(len(pack.pieces) for pack in there),
            ids=",".join(pack.ids for pack in there),
        )
        for name, there in by_name.items()
    ]


def packs(touches: Iterable[Touch]) -> list[Pack]:
    """The touches by order, in the order in which they came."""
    found: dict[int, list[Touch]] = {}
    orders: dict[int, Order] = {}
    for touch in touches:
        if touch.order is not None:
            found.setdefault(touch.order.pk, []).append(touch)
            orders[touch.order.pk] = touch.order
    with reading_once():
        return [_pack(orders[pk], pieces=pieces) for pk, pieces in found.items()]


def _pack(order: Order, *, pieces: Iterable[Touch]) -> Pack:
    plan = wrap_plan_for(order)
    titled = tuple((touch, piece_title(touch, order=order)) for touch in pieces)
    return Pack(order=order, pieces=titled, wrap=plan, photo=_photo(plan) if plan else "")


def _photo(plan: WrapPlan) -> str:
    """Made once and then found; the plans of a day are few, and the same ones for many parcels."""
    if plan.photo is None:
        return ""
    if not hasattr(plan, "photo_address"):
        plan.photo_address = plan.photo.get_rendition("width-320").url  # type: ignore[attr-defined]  # kept on the row
    return str(plan.photo_address)  # type: ignore[attr-defined]


def piece_title(touch: Touch, *, order: Order) -> str:
    """What the packer looks for: "Gift card", "Card", or the insert by its name."""
    if touch.medium != Medium.INSERT:
        return _("Gift card") if order.gift else _("Card")
    form = form_of(touch)
    row = insert_for(order, form=form)
    if row is None:
        return touch_sentence(touch)
    return _("Put in a sample: %(name)s") % {"name": row.name} if form == Insert.Form.SAMPLE else row.name


def today() -> tuple[list[Touch], list[Touch]]:
    """Today's pieces that can be printed, and those that wait for a person, each in pick order."""
    due = cards_for_today(now=clock.now())
    return [touch for touch in due if not touch.hold_reason], [touch for touch in due if touch.hold_reason]


class TodayView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """Today's cards and inserts."""

    right = PRINT
    template_name = "delight/backoffice/today.html"
    page_title = gettext_lazy("Today's cards")
    header_icon = "doc-full"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is to print, and the last runs."""
        ready, held = today()
        found = packs(ready)
        return super().get_context_data(**kwargs) | {
            "packs": found,
            "shelves": shelves(found),
            "pieces": len(ready),
            "held": packs(held),
            "runs": runs()[:LAST_RUNS],
            "now": clock.now(),
            "pick_list": PickList.current(),
            # Piles that are cut and laid on one another have no place for such a page.
            "separated": SEPARATED if card_design().order == CardDesign.SheetOrder.PICK else (),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
