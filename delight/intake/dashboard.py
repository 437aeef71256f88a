"""What a person of the shop sees of Delight inside the store's dashboard: an order's timeline, or the newest orders."""

from django.template.loader import render_to_string
from django.urls import reverse

from delight import conf
from delight.backoffice.orders.timeline import timeline
from delight.backoffice.sentences import touch_sentence
from delight.models import Installation, Order, Reading, Touch
from storefront_hooks import Viewer

NEWEST = 15


def shown_to(viewer: Viewer, *, store: str) -> bytes:
    """The page for this person, who may see orders: the store has said so a moment ago."""
    if not viewer.order_id:
        newest: dict[str, object] = {"orders": _newest(store), "trouble": _trouble(store)}
        return render_to_string("delight/intake/orders.html", newest).encode()
    order = Order.objects.filter(store=store, external_id=viewer.order_id).select_related("customer").first()
    if order is None:
        return render_to_string("delight/intake/unknown.html").encode()
    context: dict[str, object] = {
        "order": order,
        "timeline": timeline(order)[::-1],
        "coming": [(touch, touch_sentence(touch)) for touch in _coming(order)],
        "address": _address(order),
    }
    return render_to_string("delight/intake/order.html", context).encode()


def _address(order: Order) -> str:
    """The order's page in our own admin; the frame it is opened from is another site's."""
    return conf.SITE_URL().rstrip("/") + reverse("delight_order", args=[order.pk])


def _coming(order: Order) -> list[Touch]:
    return list(order.touches.filter(state__in=Touch.TO_COME).order_by("due_at"))


def _newest(store: str) -> list[tuple[Order, str, Touch | None, str]]:
    """The newest orders, each with its address and what comes next for it."""
    orders = Order.objects.filter(store=store).order_by("-created_at", "-pk")[:NEWEST]
    found = []
    for order in orders.prefetch_related("touches"):
        coming = sorted((one for one in order.touches.all() if one.state in Touch.TO_COME), key=lambda one: one.due_at)
        following = coming[0] if coming else None
        found.append((order, _address(order), following, touch_sentence(following) if following else ""))
    return found


def _trouble(store: str) -> str:
    if not Installation.objects.filter(store=store).exists():
        return ""
    reading = Reading.objects.filter(store=store).exclude(trouble="").first()
    return reading.trouble if reading else ""
