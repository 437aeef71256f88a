"""What people wrote lies before staff until somebody has answered; whoever answered is told at the order."""

import pytest
from django.test import Client

from delight.actions.care.receive_reply import receive_reply
from delight.models import Case, Reading, Reply
from tests.factories import a_customer, a_shipped_order
from tests.fakes_smtp import SmtpPeer
from tests.letters_in import a_mail

PAGE = "/admin/delight/replies/"


@pytest.fixture
def reply(db: None) -> Reply:
    """Mira, whose throw frays."""
    a_shipped_order(customer=a_customer(email="mira@example.org"), number="4711")
    found = receive_reply(a_mail("It frays at the hem."))
    assert found is not None
    return found


def shown(client: Client) -> str:
    return client.get(PAGE).content.decode()


def press(client: Client, reply: Reply, deed: str, **form: str) -> str:
    return client.post(f"{PAGE}{reply.pk}/{deed}/", form, follow=True).content.decode()


def test_a_letter_waits_with_its_words_and_its_order(lena: Client, reply: Reply) -> None:
    page = shown(lena)
    for words in ("1 letter waits for an answer", "It frays at the hem.", "mira@example.org", "#4711"):
        assert words in page


def test_the_home_page_says_that_somebody_wrote(lena: Client, reply: Reply) -> None:
    home = lena.get("/admin/").content.decode()
    assert "1 person wrote to us" in home
    assert "open case" not in home, "a letter is not told twice"


def test_it_is_answered_by_mail(lena: Client, reply: Reply, peer: SmtpPeer) -> None:
    page = press(lena, reply, "send", words="We send you a new one.")
    assert "Answered by mail." in page
    assert "Everybody is answered." in page
    assert len(peer.messages) == 1
    order = lena.get(f"/admin/delight/orders/{reply.order_id}/").content.decode()
    for words in ("They wrote: “Re: Ihre Anleitung”", "It frays at the hem.", "lena: We send you a new one."):
        assert words in order


def test_it_is_noted_as_answered_elsewhere(lena: Client, reply: Reply) -> None:
    assert "Noted as answered." in press(lena, reply, "note", words="I rang her up.")
    assert Case.objects.get().closing == "I rang her up."
    assert "Somebody has answered this already." in press(lena, reply, "note", words="I rang her up, too.")


def test_what_it_is_about_is_said_with_the_answer_and_changed_afterwards(lena: Client, reply: Reply) -> None:
    page = press(lena, reply, "note", words="I rang her up.", themes="damage")
    assert "The case stays open until somebody closes it" in page
    assert "1 open case" in lena.get("/admin/").content.decode()
    assert "Answered lately" in page
    assert "It is about: idea." in press(lena, reply, "themes", themes="idea")
    assert "It is about nothing in particular." in press(lena, reply, "themes", themes="weather")
    order = lena.get(f"/admin/delight/orders/{reply.order_id}/").content.decode()
    assert "They wrote: “Re: Ihre Anleitung”" in order


@pytest.mark.parametrize("deed", ["send", "note"])
def test_an_empty_answer_is_none(lena: Client, reply: Reply, deed: str) -> None:
    assert "Write the answer" in press(lena, reply, deed, words="  ")
    assert Case.objects.get().closed_at is None


def test_an_answer_that_cannot_leave_is_said_and_waits(lena: Client, reply: Reply, peer: SmtpPeer) -> None:
    peer.answers["CONNECT"] = ["421 away"] * 3
    press(lena, reply, "send", words="We send you a new one.")
    assert "It frays at the hem." in shown(lena)


def test_an_unmatched_letter_is_given_to_an_order(lena: Client, db: None) -> None:
    order = a_shipped_order(number="4712")
    letter = receive_reply(a_mail("Who are you?", address="jonas@example.org"))
    assert letter is not None
    assert "There is no order #9." in press(lena, letter, "whose", number="9")
    assert "It belongs to order #4712." in press(lena, letter, "whose", number="#4712")
    letter.refresh_from_db()
    assert (letter.order, letter.customer) == (order, order.customer)


@pytest.mark.parametrize("who", ["noor", "edda"])
def test_packers_and_editors_read_nobodys_letters(request: pytest.FixtureRequest, who: str, reply: Reply) -> None:
    client: Client = request.getfixturevalue(who)
    for path in (PAGE, f"/admin/delight/orders/{reply.order_id}/"):
        assert "It frays at the hem." not in client.get(path, follow=True).content.decode()
    press(client, reply, "note", words="x")
    assert Case.objects.get().closed_at is None


def test_a_box_that_cannot_be_read_is_told_on_the_home_page(lena: Client) -> None:
    Reading.objects.create(store="saleor", subject=Reading.Subject.MAILBOX, trouble="the mailbox cannot be read: gone")
    home = lena.get("/admin/").content.decode()
    assert "We cannot see what people answer" in home
    assert "The store does not answer us" not in home


def test_an_automatic_answer_stands_at_the_order_and_asks_for_nothing(lena: Client, db: None) -> None:
    order = a_shipped_order(customer=a_customer(email="mira@example.org"))
    receive_reply(a_mail("At the sea.", **{"Auto-Submitted": "auto-replied"}))
    assert "Everybody is answered." in shown(lena)
    assert "An automatic answer came in" in lena.get(f"/admin/delight/orders/{order.pk}/").content.decode()
