"""Every address has a name of its own: of two with one name, Django finds the one that it read last."""

from collections import Counter
from importlib import import_module

OURS = ("delight.backoffice.urls", "delight.intake.urls", "delight.intake.machine_urls", "delight.pages.urls")


def test_no_two_addresses_have_the_same_name() -> None:
    names = Counter(one.name for module in OURS for one in import_module(module).urlpatterns)
    assert [name for name, times in names.items() if times > 1] == []
