"""Makes the demo shop: its content, words, moments, card design, people who log in, installation and clock."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from delight import clock, conf
from delight.actions.demo.load_demo_content import load_shop
from delight.actions.load_wordings import load_wordings
from delight.actions.orders.record_installation import record_installation
from delight.demo.shop_files import read_shop
from delight.demo.steps import recorded_from_to
from delight.errors import PermanentError
from delight.models import CardDesign, DemoClock, Installation, Medium, Moment
from storefront_hooks.sample import recorded_installation

MOMENTS: Mapping[str, Mapping[str, object]] = {
    "note": {
        "name": "A card with every order",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "days": 0,
        "expires_days": 30,
        "gladness": "Somebody here saw their name and took a minute for them before the parcel was closed.",
    },
    "insert": {
        "name": "A sheet that fits the product",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "days": 0,
        "expires_days": 30,
        "gladness": "It tells them something about this very thing that they would otherwise have had to find out.",
    },
    "guide": {
        "name": "Help with the first use",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 1,
        "expires_days": 10,
        "gladness": "The first try goes well, because the one step that people get wrong comes before it.",
    },
    "help": {
        "name": "Help for whoever is stuck",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 4,
        "expires_days": 7,
        "gladness": "Nobody has to find out alone why it does not go well, or to ask for help first.",
    },
    "share": {
        "name": "Share it with somebody",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.JOY,
        "days": 2,
        "expires_days": 30,
        "gladness": "They liked it, and here is a kind way to let somebody else have that too.",
    },
}
"""The demo's moments by slug, which is their kind's name too."""

SINCE_BEFORE_START = timedelta(days=7)


def load_demo(*, passwords: Mapping[str, str], renew: bool = False) -> None:
    """Load what is missing; what is there stays, whatever people have made of it. PermanentError outside the demo.

    ``passwords`` has one for each of admin, editor and packer; set where the person is new, or for all with ``renew``.
    """
    if not conf.DEMO():
        raise PermanentError("the demo shop is loaded only with DELIGHT_DEMO=1: it would mix with real orders")
    with transaction.atomic():
        _start_clock()
        load_shop(read_shop(), name=conf.SHOP_NAME())
        load_wordings()
        _load_moments()
        CardDesign.objects.get_or_create(default=True, defaults={"name": "Linden & Loom"})
        for name, password in passwords.items():
            _make_person(name, password=password, renew=renew)
        _install()


def _start_clock() -> None:
    """The demo's first second is the first recorded delivery's."""
    start, _ = recorded_from_to()
    offset = int((start - clock.real_now()).total_seconds())
    DemoClock.objects.get_or_create(pk=1, defaults={"offset_seconds": offset, "started_at": start, "fed_until": start})


def _load_moments() -> None:
    start, _ = recorded_from_to()
    for slug, fields in MOMENTS.items():
        Moment.objects.get_or_create(
            slug=slug, defaults={**fields, "kind": slug, "active": True, "active_since": start - SINCE_BEFORE_START}
        )


def _make_person(name: str, *, password: str, renew: bool) -> None:
    """The admin may do all; the editor and the packer are in the group of that name."""
    user, made = get_user_model().objects.get_or_create(
        username=name,
        defaults={
            "is_superuser": name == "admin",
            "is_staff": name == "admin",
            "email": f"{name}@lindenloom.example",
        },
    )
    if made or renew:
        user.password = make_password(password)
        user.save(update_fields=["password"])
    if made and name != "admin":
        user.groups.add(Group.objects.get(name=f"{name.capitalize()}s"))


def _install() -> None:
    installation = recorded_installation()
    if not Installation.objects.filter(store=installation.store).exists():
        record_installation(installation)
