"""Makes the demo shop: its content, words, moments, card design, people who log in, installation and clock."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from delight import clock, conf
from delight.actions.demo.load_demo_content import load_shop
from delight.actions.load_moments import NEED_CONTENT, load_moments
from delight.actions.load_product_kinds import load_product_kinds
from delight.actions.load_wordings import load_wordings
from delight.actions.orders.record_installation import record_installation
from delight.demo.shop_files import read_shop
from delight.demo.steps import recorded_from_to
from delight.errors import PermanentError
from delight.models import CardDesign, DemoClock, Installation, Moment
from storefront_hooks.sample import recorded_installation

SINCE_BEFORE_START = timedelta(days=7)
SAMPLE = "insert-sample"
WITH_A_SAMPLE = {"products": "linen-tea-towel, sourdough-kit, soap-bars", "categories": "apparel"}
"""Hand balm goes with what is washed or kneaded by hand."""
GROUPS: Mapping[str, tuple[str, ...]] = {"editor": ("Editors", "Care"), "packer": ("Packers",)}
"""Who belongs where; in a small shop who writes also answers."""


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
    """All of them are on that the demo's content can fill: a demo is there to show them."""
    start, _ = recorded_from_to()
    if load_moments(since=start - SINCE_BEFORE_START, off=NEED_CONTENT - {SAMPLE}):
        Moment.objects.filter(slug=SAMPLE, products="", categories="").update(**WITH_A_SAMPLE)
    load_product_kinds()


def _make_person(name: str, *, password: str, renew: bool) -> None:
    """The admin may do all; the others what their groups may."""
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
    if made:
        user.groups.add(*Group.objects.filter(name__in=GROUPS.get(name, ())))


def _install() -> None:
    installation = recorded_installation()
    if not Installation.objects.filter(store=installation.store).exists():
        record_installation(installation)
