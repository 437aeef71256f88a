"""Who may open what."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from delight.backoffice.groups import make_groups
from delight.backoffice.permissions import ReadOnlyPolicy
from delight.models import Moment, Order
from tests.factories import an_order

EDITORS_ONLY = ["moments/", "wordings/", "bundles/", "inserts/", "designs/", "signers/", "tray/", "events/", "touches/"]
PACKERS_ONLY = ["today/", "runs/", "scan/"]


@pytest.mark.parametrize("page", EDITORS_ONLY)
def test_noor_is_refused_the_editors_pages(noor: Client, page: str) -> None:
    answer = noor.get(f"/admin/delight/{page}", follow=True)
    assert "you do not have permission" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/admin/"


@pytest.mark.parametrize("page", [*PACKERS_ONLY, "orders/"])
def test_noor_opens_her_own_pages(noor: Client, page: str) -> None:
    assert noor.get(f"/admin/delight/{page}").status_code == 200


@pytest.mark.parametrize("page", PACKERS_ONLY)
def test_lena_is_refused_the_packers_pages(lena: Client, page: str) -> None:
    assert lena.get(f"/admin/delight/{page}").status_code == 302


@pytest.mark.parametrize("page", [*EDITORS_ONLY, "orders/"])
def test_lena_opens_every_page_of_hers(lena: Client, page: str) -> None:
    assert lena.get(f"/admin/delight/{page}").status_code == 200


def test_lena_may_add_pages_below_the_root(lena: Client) -> None:
    assert lena.get("/admin/pages/").status_code == 200
    rights = Group.objects.get(name="Editors").page_permissions.values_list("permission__codename", flat=True)
    assert {"add_page", "change_page", "publish_page"} <= set(rights)


def test_a_stranger_is_asked_to_log_in(client: Client, db: None) -> None:
    answer = client.get("/admin/delight/today/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_making_the_groups_again_keeps_what_a_site_added(db: None) -> None:
    from django.contrib.auth.models import Permission

    packers = Group.objects.get(name="Packers")
    extra = Permission.objects.get(codename="view_bundle")
    packers.permissions.add(extra)
    make_groups()
    assert packers.permissions.filter(pk=extra.pk).exists()
    assert Group.objects.filter(name="Packers").count() == 1


def test_not_even_a_superuser_edits_a_row_the_engine_writes(ada: Client, admin_user: object) -> None:
    order = an_order()
    policy = ReadOnlyPolicy(Order)
    assert policy.user_has_permission(admin_user, "view")
    assert not policy.user_has_any_permission(admin_user, ["add", "change", "delete"])
    assert ada.get(f"/admin/delight/orders/edit/{order.pk}/").status_code == 404


def test_a_new_moment_is_off_until_somebody_switches_it_on() -> None:
    assert Moment().active is False
