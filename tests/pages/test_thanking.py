"""The receiver of a gift says thank you on the page behind the code: no name, no address, one line, once."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from delight import clock
from delight.actions.people.forget_customer import forget_person
from delight.models import Attempt, Customer, Moment, Order, Parcel, Thanks, Touch
from delight.rules.replies import holds_contact
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
SAID = 'role="status"'


@pytest.fixture(autouse=True)
def passed_on() -> Moment:
    return a_moment(slug="gift-thanks", kind="gift_thanks", anchor="thanked", days=1, gifts="only")


def a_sheet(*, gift: bool = True, **changes: object) -> Touch:
    """The printed sheet in a parcel that has left."""
    order = a_shipped_order(gift=gift, customer=a_customer(first_name="Miraculix", email="mw@example.org"), **changes)
    return a_touch(order=order, moment=a_moment(kind="insert", medium="insert"), created_at=clock.now())


def say(browser: Client, sheet: Touch, words: str = "") -> str:
    answer = browser.post(f"/q/{sheet.token}", {"thanks": "1", "words": words})
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def page(browser: Client, sheet: Touch) -> str:
    return browser.get(f"/q/{sheet.token}").content.decode()


@pytest.mark.parametrize(
    ("language", "button"),
    [("en", "Say thank you"), ("fr", "Dire merci"), ("de", "Danke sagen"), ("ru", "Сказать спасибо")],
)
def test_whoever_opens_a_gift_may_say_thank_you_in_their_language(browser: Client, language: str, button: str) -> None:
    assert f'value="1">{button}</button>' in page(browser, a_sheet(language=language))


def test_looking_changes_nothing_and_pressing_plans_one_mail(browser: Client) -> None:
    sheet = a_sheet()
    page(browser, sheet)
    assert not Thanks.objects.exists()
    html = say(browser, sheet, "  It is\nlovely. ")
    assert "We pass it on, once." in html
    assert Thanks.objects.get().words == "It is lovely."
    assert Touch.objects.get(kind="gift_thanks").state == Touch.State.PLANNED
    assert "Say thank you" not in html


def test_a_second_thanks_is_answered_kindly_and_changes_nothing(browser: Client) -> None:
    sheet = a_sheet()
    say(browser, sheet, "Lovely.")
    assert "said thank you here already" in say(browser, sheet, "Something else.")
    assert (Thanks.objects.get().words, Touch.objects.filter(kind="gift_thanks").count()) == ("Lovely.", 1)
    assert SAID not in page(browser, sheet)


@pytest.mark.parametrize(
    "words",
    ["Write to me: jonas@example.org", "see https://example.org/me", "look at www.example.org", "example.shop rocks",
     "bit.ly/abc", "call 0341 123 45 67", "+49 (0)341-1234567", "jonas (at) example", "ｊｏｎａｓ＠example"],
)  # fmt: skip
def test_a_line_with_an_address_or_a_link_is_refused_and_stays_in_its_field(browser: Client, words: str) -> None:
    html = say(browser, a_sheet(), words)
    assert "no addresses, links or telephone numbers" in html
    assert re.search(r'<textarea id="thanks_words"[^>]*>[^<]+</textarea>', html)
    assert not Thanks.objects.exists()
    assert not Touch.objects.filter(kind="gift_thanks").exists()


@pytest.mark.parametrize(
    "words", ["Since 24.12.2026 it lies on the sofa.", "Danke!Ich liebe es.", "So schön.Vielen Dank", "3 x 4 = 12", "❤️"]
)
def test_an_ordinary_line_is_no_address(words: str) -> None:
    assert not holds_contact(words)


def test_a_line_that_is_too_long_is_not_cut_but_given_back(browser: Client) -> None:
    html = say(browser, a_sheet(), "a" * 281)
    assert "shorten it to 280 characters" in html
    assert "a" * 281 in html
    assert not Thanks.objects.exists()


def test_what_they_wrote_is_escaped(browser: Client) -> None:
    html = say(browser, a_sheet(), "<script>alert(1)</script> x@y.de")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_an_order_that_is_no_gift_has_no_such_button(browser: Client) -> None:
    sheet = a_sheet(gift=False)
    assert "Say thank you" not in page(browser, sheet)
    say(browser, sheet, "Thanks.")
    assert not Thanks.objects.exists()


def test_nobody_says_thank_you_before_the_parcel_has_left(browser: Client) -> None:
    sheet = a_sheet()
    Parcel.objects.all().delete()
    Order.objects.update(state=Order.State.OPEN)
    assert "Say thank you" not in page(browser, sheet)
    say(browser, sheet)
    assert not Thanks.objects.exists()


def test_a_shop_that_passes_nothing_on_promises_nothing(browser: Client, passed_on: Moment) -> None:
    sheet = a_sheet()
    Moment.objects.filter(pk=passed_on.pk).update(active=False)
    assert "Say thank you" not in page(browser, sheet)


def test_the_giver_is_not_named_and_no_field_takes_an_address(browser: Client) -> None:
    html = page(browser, a_sheet(number="778899"))
    for secret in ("Miraculix", "mw@", "778899", "89.00", "89,00"):
        assert secret not in html
    assert re.findall(r"<(?:input|select)[^>]*>", html) == []
    assert re.findall(r'<textarea[^>]* name="(\w+)"', html) == ["words"]


@pytest.mark.parametrize("token", ["no-such-code", "0" * 32])
def test_a_torn_or_foreign_code_gets_a_kind_page_and_changes_nothing(browser: Client, token: str) -> None:
    a_sheet()
    answer = browser.post(f"/q/{token}", {"thanks": "1"}, headers={"Accept-Language": "de"})
    assert answer.status_code == 404
    assert "Dieser Link" in answer.content.decode()
    assert not Thanks.objects.exists()


def test_an_old_code_gets_a_kind_page_and_changes_nothing(browser: Client) -> None:
    sheet = a_sheet()
    Touch.objects.filter(pk=sheet.pk).update(created_at=clock.now() - timedelta(days=731))
    assert browser.post(f"/q/{sheet.token}", {"thanks": "1"}).status_code == 404
    assert not Thanks.objects.exists()


def test_whoever_opens_a_gift_sees_at_the_top_that_they_may_say_thank_you(browser: Client) -> None:
    sheet = a_sheet()
    before, _, _ = browser.get(f"/q/{sheet.token}").content.decode().partition("<h1>")
    assert '<a class="next" href="#thanks">' in before
    after, _, _ = say(browser, sheet, "Lovely.").partition("<h1>")
    assert "#thanks" not in after


def test_thanks_to_a_forgotten_giver_go_nowhere(browser: Client) -> None:
    sheet = a_sheet()
    say(browser, sheet, "Lovely.")
    Attempt.objects.all().delete()
    forget_person(Customer.objects.get(email="mw@example.org"), source="customer page")
    assert not Thanks.objects.exists()
    assert Touch.objects.get(kind="gift_thanks").state == Touch.State.WITHDRAWN
    say(browser, sheet, "Again.")
    assert not Thanks.objects.exists()


def test_the_words_are_let_go_after_two_years() -> None:
    from delight.actions.upkeep.prune import prune

    Thanks.objects.create(order=a_sheet().order, words="Lovely.", at=NOW - timedelta(days=731))
    prune(now=NOW)
    assert Thanks.objects.get().words == ""


def test_staff_read_the_line_on_the_orders_timeline(browser: Client) -> None:
    from delight.backoffice.orders.timeline import timeline

    sheet = a_sheet()
    say(browser, sheet, "It is lovely.")
    assert sheet.order is not None
    assert "It is lovely." in [entry.detail for entry in timeline(sheet.order)]
