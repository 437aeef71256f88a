"""Before Lena switches a moment on, she sees what it will do."""

from typing import Any

import pytest
from django.test import Client

from delight.backoffice.writing.checklist import points
from delight.models import Insert, Moment, Reading, Signer, Wording
from tests.factories import a_moment, a_touch


def answers(moment: Moment) -> dict[str, tuple[str, bool]]:
    return {point.question: (point.answer, point.ok) for point in points(moment)}


def test_the_checklist_stands_beside_the_switch(words: None, lena: Client) -> None:
    shown = lena.get(f"/admin/delight/moments/edit/{a_moment().pk}/").content.decode()
    for question in ("Who signs?", "What stops it?", "When is it too late?", "Where do answers go?"):
        assert question in shown


def test_it_names_who_signs(words: None) -> None:
    assert answers(a_moment())["Who signs?"] == ("Hannah Brandt, weaver", True)


def test_it_warns_where_nobody_signs(db: None) -> None:
    answer, ok = answers(a_moment())["Who signs?"]
    assert not ok
    assert "add a signer" in answer


def test_it_names_the_languages_without_words(words: None) -> None:
    Wording.objects.filter(kind="guide", language="ru").delete()
    assert answers(a_moment())["What does it say?"] == ("Published in: de, en, fr. Missing in: ru.", False)


def test_a_moment_with_words_of_its_own_is_asked_about_these_alone(words: None) -> None:
    Wording.objects.filter(kind="insert", variant="share", language="ru").delete()
    said = answers(a_moment(kind="insert", medium="insert", variant="share"))
    assert said["What does it say?"] == ("Published in: de, en, fr. Missing in: ru.", False)
    assert [question for question in said if question.startswith("How does")] == ["How does “share” read?"]


def test_it_tries_the_stop_on_a_real_mail(words: None, settings: Any) -> None:
    assert answers(a_moment())["Does it stop in one click?"] == ("Yes: tried on the mail.", True)
    settings.DELIGHT_DEMO, settings.DELIGHT_SITE_URL = False, "http://shop.example"
    answer, ok = answers(a_moment())["Does it stop in one click?"]
    assert not ok
    assert "is not https" in answer


def test_each_look_of_the_words_is_one_click_away(words: None, lena: Client, noor: Client) -> None:
    point = next(point for point in points(a_moment()) if "known" in point.question)
    assert [str(label) for label, _ in point.looks][:4] == ["Mail, light", "Mail, dark", "Mail on a phone", "Text part"]
    text = point.looks[3][1]
    assert "If you need help, just reply" in lena.get(text).content.decode()
    assert noor.get(text).status_code == 302


def test_the_calendar_shows_how_many_come_on_which_day(words: None) -> None:
    moment = a_moment()
    for _ in range(2):
        a_touch(moment=moment)
    assert answers(moment)["What will the calendar show?"][0] == "Thu 12 Nov: 2"


def test_a_box_that_cannot_be_read_is_told(words: None) -> None:
    Reading.objects.create(store="saleor", subject=Reading.Subject.MAILBOX, trouble="The password is wrong.")
    answer, ok = answers(a_moment())["Where do answers go?"]
    assert not ok
    assert "The password is wrong." in answer


@pytest.mark.parametrize("gone", ["signer", "words"])
def test_a_moment_that_nobody_signs_or_words_cannot_be_switched_on(words: None, lena: Client, gone: str) -> None:
    if gone == "signer":
        Signer.objects.all().delete()
    else:
        Wording.objects.filter(kind="guide", language="en").delete()
    moment = a_moment(active=False)
    form = {name: getattr(moment, name) for name in ("name", "slug", "kind", "medium", "anchor", "days", "gladness")}
    form |= {"expires_days": 10, "gifts": "any", "one_in": 1, "holdout_percent": 0, "active": "on", "seen": "on"}
    page = lena.post(f"/admin/delight/moments/edit/{moment.pk}/", form, follow=True).content.decode()
    moment.refresh_from_db()
    assert not moment.active
    assert "This has to be mended first." in page


def test_it_counts_what_is_planned(words: None) -> None:
    moment = a_moment()
    a_touch(moment=moment)
    assert answers(moment)["What is planned from it?"][0].startswith("1 touch, the first Thu 12 Nov 2026")


def test_a_moment_that_is_not_saved_yet_has_nothing_planned(words: None) -> None:
    assert answers(Moment())["What is planned from it?"] == ("0 touches", True)


def test_the_form_for_a_new_moment_opens(words: None, lena: Client) -> None:
    assert lena.get("/admin/delight/moments/add/").status_code == 200


def test_a_printed_moment_says_what_a_piece_costs(words: None) -> None:
    Insert.objects.create(name="Two mugs", form="bundle", cost="0.12")
    assert answers(a_moment(kind="insert", medium="insert"))["Cost per piece"] == ("Two mugs: 0.12", True)


@pytest.mark.parametrize(("medium", "asked"), [("mail", True), ("card", False)])
def test_only_a_mail_says_where_answers_go(words: None, medium: str, asked: bool) -> None:
    assert ("Where do answers go?" in answers(a_moment(medium=medium))) is asked


def test_a_shop_without_a_sender_is_told(words: None, settings: Any) -> None:
    settings.DELIGHT_SENDER = ""
    assert answers(a_moment())["Where do answers go?"] == ("Nowhere: set DELIGHT_SENDER.", False)
