"""Before the truck leaves: printed pieces that lie in no parcel yet, and parcels that left without theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # Django's view contexts hold anything

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight import clock
from delight.backoffice.packing.runs import line_title
from delight.backoffice.permissions import SCAN, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.models import Order, Parcel, PrintLine, Touch

LOOKED_BACK = timedelta(days=14)
"""Runs of older days are over."""
LEFT_LATELY = timedelta(days=3)
SENT_ON = (Order.State.OPEN, Order.State.SHIPPED_IN_PART, Order.State.SHIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One piece that is not where it belongs."""

    order: Order
    title: str
    code: str
    at: datetime | None


def loose_lines(*, now: datetime) -> QuerySet[PrintLine]:
    """The newest copy of each piece of the last two weeks that is neither enclosed nor spoilt, its order still kept."""
    later = PrintLine.objects.filter(touch=OuterRef("touch"), pk__gt=OuterRef("pk"))
    lines = PrintLine.objects.filter(run__made_at__gte=now - LOOKED_BACK, enclosed_at=None, spoilt_at=None)
    kept = lines.filter(~Exists(later), touch__order__state__in=SENT_ON, touch__order__refunded=0)
    return kept.select_related("touch__order__customer", "run").order_by("run__made_at", "position")


def missing(*, now: datetime) -> tuple[list[Missing], list[Missing]]:
    """What is printed and lies in no parcel yet; and what left without, printed or not, in the last three days."""
    waiting: list[Missing] = []
    left: list[Missing] = []
    left_at = _left(now=now)
    for line in loose_lines(now=now):
        if (order := line.touch.order) is not None:
            gone = left_at.get(order.pk)
            one = Missing(
                order=order, title=line_title(line), code=f"D{line.touch_id:07d}", at=gone or line.run.made_at
            )
            (left if gone else waiting).append(one)
    return waiting, left + _unprinted(now=now)


def _left(*, now: datetime) -> dict[int, datetime]:
    parcels = Parcel.objects.filter(state=Parcel.State.SHIPPED, shipped_at__gte=now - LOOKED_BACK)
    return dict(parcels.order_by("-shipped_at").values_list("order_id", "shipped_at"))


def _unprinted(*, now: datetime) -> list[Missing]:
    late = Touch.objects.filter(reason="parcel_left", state__in=(Touch.State.MISSED, Touch.State.WITHDRAWN))
    rows = late.filter(due_at__gte=now - LEFT_LATELY).select_related("order__customer").order_by("pk")
    return [
        Missing(order=touch.order, title=touch_sentence(touch), code="", at=touch.done_at)
        for touch in rows
        if touch.order is not None
    ]


class MissingView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """The last look round the table."""

    right = SCAN
    template_name = "delight/backoffice/missing.html"
    page_title = gettext_lazy("Before the truck leaves")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is missing where."""
        waiting, left = missing(now=clock.now())
        return super().get_context_data(**kwargs) | {"waiting": waiting, "left": left}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
