"""Who may open what."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale

from delight.backoffice.groups import make_groups
from delight.backoffice.permissions import ReadOnlyPolicy
from delight.models import Attempt, Case, GuidePage, HomePage, Moment, Order, Touch
from tests.factories import NOW, a_customer, a_touch, an_order

EDITORS_ONLY = ["moments/", "wordings/", "bundles/", "inserts/", "designs/", "signers/"]
CARE_ONLY = ["tray/", "events/", "arrivals/"]
PACKERS_ONLY = ["today/", "runs/", "scan/"]
SECRETS = ["mira.secret@example.org", "Wash it cold", "It came torn"]


@pytest.mark.parametrize("page", [*EDITORS_ONLY, *CARE_ONLY, "touches/"])
def test_noor_is_refused_the_editors_pages(noor: Client, page: str) -> None:
    answer = noor.get(f"/admin/delight/{page}", follow=True)
    assert "you do not have permission" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/admin/"


@pytest.mark.parametrize("page", [*PACKERS_ONLY, "orders/"])
def test_noor_opens_her_own_pages(noor: Client, page: str) -> None:
    assert noor.get(f"/admin/delight/{page}").status_code == 200


@pytest.mark.parametrize("page", [*PACKERS_ONLY, *CARE_ONLY])
def test_edda_is_refused_what_packers_and_care_do(edda: Client, page: str) -> None:
    assert edda.get(f"/admin/delight/{page}").status_code == 302


@pytest.mark.parametrize("page", [*EDITORS_ONLY, "orders/", "touches/"])
def test_edda_opens_every_page_of_hers(edda: Client, page: str) -> None:
    assert edda.get(f"/admin/delight/{page}").status_code == 200


@pytest.mark.parametrize("page", [*EDITORS_ONLY, "today/", "scan/"])
def test_karl_is_refused_what_editors_and_packers_do(karl: Client, page: str) -> None:
    assert karl.get(f"/admin/delight/{page}").status_code == 302


@pytest.mark.parametrize("page", [*CARE_ONLY, "orders/", "touches/"])
def test_karl_opens_every_page_of_his(karl: Client, page: str) -> None:
    assert karl.get(f"/admin/delight/{page}").status_code == 200


@pytest.fixture
def told_order(db: None) -> Order:
    """An order with an address, a mail and a complaint."""
    order = an_order(customer=a_customer(email="mira.secret@example.org"), gift_text="For you, dear Jonas")
    touch = a_touch(order=order, state=Touch.State.DONE)
    Attempt.objects.create(
        touch=touch,
        number=1,
        marked_at=NOW,
        transport="file",
        subject="A guide",
        text="To: mira.secret@example.org\n\nWash it cold",
        outcome=Attempt.Outcome.ACCEPTED,
    )
    Case.objects.create(
        customer=order.customer, order=order, sort=Case.Sort.DAMAGE, words="It came torn", opened_at=NOW
    )
    return order


def shown(client: Client, order: Order) -> str:
    return client.get(f"/admin/delight/orders/{order.pk}/").content.decode()


def test_a_packer_and_an_editor_see_names_and_gift_text_and_nothing_personal(
    noor: Client, edda: Client, told_order: Order
) -> None:
    for client in (noor, edda):
        page = shown(client, told_order)
        assert [word for word in SECRETS if word in page] == []
        assert "For you, dear Jonas" in page
        assert told_order.recipient_name in page


def test_care_sees_what_was_written_and_told(karl: Client, told_order: Order) -> None:
    page = shown(karl, told_order)
    assert [word for word in SECRETS if word not in page] == []


def test_edda_may_add_pages_below_the_root(edda: Client) -> None:
    assert edda.get("/admin/pages/").status_code == 200
    rights = Group.objects.get(name="Editors").page_permissions.values_list("permission__codename", flat=True)
    assert {"add_page", "change_page", "publish_page"} <= set(rights)


def test_edda_begins_a_guide_in_german_from_the_english_one_and_nobody_else_does(
    edda: Client, karl: Client, shop: None
) -> None:
    german = Locale.objects.get(language_code="de")
    english = GuidePage.objects.get(locale__language_code="en")
    GuidePage.objects.filter(locale=german).delete()
    page = f"/admin/translation/submit/page/{english.pk}/"
    assert edda.get(page).status_code == 200
    assert edda.post(page, {"locales": [german.pk]}).status_code == 302
    begun = GuidePage.objects.get(locale=german)
    assert (begun.translation_key, begun.live) == (english.translation_key, False)
    assert begun.get_parent().specific == HomePage.objects.get(locale=german)
    assert karl.get(page).status_code in (302, 404)


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
