"""Times as the shop's people read them: in the shop's zone, with the weekday."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats

from delight import conf


def shop_zone() -> ZoneInfo:
    """The shop's zone."""
    return ZoneInfo(conf.TIME_ZONE())


def local(moment: datetime) -> datetime:
    """The moment on the shop's clock."""
    return moment.astimezone(shop_zone())


def shown(moment: datetime) -> str:
    """ "Tue 24 Nov 2026, 10:00"."""
    return formats.date_format(local(moment), "D j M Y, H:i")


def long_shown(moment: datetime) -> str:
    """ "Tuesday 24 November 2026, 10:00"."""
    return formats.date_format(local(moment), "l j F Y, H:i")


def city() -> str:
    """The city the shop's zone is named for, "Berlin"."""
    return conf.TIME_ZONE().rsplit("/", 1)[-1].replace("_", " ")
