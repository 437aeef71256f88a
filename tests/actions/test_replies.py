"""What people write to us: kept once, matched, silencing all else until answered, read from a real IMAP server."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django.fixtures import Settings

from delight.actions.care.answer_reply import answer_reply, note_answer
from delight.actions.care.read_mailbox import read_mailbox
from delight.actions.care.receive_reply import receive_reply, say_whose
from delight.actions.care.tag_reply import tag_reply
from delight.actions.people.cases import close_case
from delight.actions.people.forget_customer import forget_customer
from delight.actions.upkeep.prune import prune
from delight.errors import DelightError
from delight.mails.compose import compose
from delight.models import Attempt, Case, Customer, Moment, Order, Reading, Reply, Touch
from tests.actions.delivering import deliver
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch, an_order
from tests.fakes_imap import ImapPeer
from tests.fakes_smtp import SmtpPeer
from tests.kinds.contract import written
from tests.letters_in import a_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "store", "clock")]
OURS = "<guide.1@lindenloom.example>"
ANSWERS_OURS = {"In-Reply-To": OURS}


@pytest.fixture
def guide() -> Touch:
    """A guide that Mira has."""
    touch = a_touch(state=Touch.State.DONE, done_at=NOW)
    Attempt.objects.create(touch=touch, number=1, claim="c", marked_at=NOW, transport="smtp", message_id=OURS)
    return touch


@pytest.fixture
def box(settings: Settings) -> Iterator[ImapPeer]:
    """The box to which people answer."""
    with ImapPeer() as peer:
        settings.DELIGHT_INBOX = peer.url
        yield peer


def received(text: str = "It frays at the hem.", **headers: str) -> Reply:
    reply = receive_reply(a_mail(text, **headers))
    assert reply is not None
    return reply


def test_an_answer_belongs_to_the_mail_it_answers_whoever_sends_it(guide: Touch) -> None:
    reply = received(address="mira@work.example", **ANSWERS_OURS)
    assert (reply.customer, reply.order, reply.touch) == (guide.customer, guide.order, guide)


def test_a_marked_address_finds_the_order_where_the_thread_was_lost(guide: Touch, settings: Settings) -> None:
    settings.DELIGHT_REPLY_TOKEN = True
    mail = a_touch(order=a_shipped_order(customer=guide.customer))
    marked = message_from_bytes(compose(written(mail)).source, policy=policy.default)["Reply-To"].addresses[0].addr_spec
    reply = received(address="mira@work.example", **{"Delivered-To": marked})
    assert (reply.touch, reply.order) == (mail, mail.order)


def test_a_forged_mark_finds_nobody(guide: Touch) -> None:
    assert received(address="x@work.example", Cc=f"hannah+d{guide.pk:x}-0123456789ab@shop.example").order is None


def test_kind_words_are_joy_and_what_follows_waits_for_the_answer(guide: Touch) -> None:
    a_moment(slug="share", kind="share", anchor=Moment.Anchor.JOY, days=2)
    reply = received("I love it.", **ANSWERS_OURS)
    assert tag_reply(reply, themes=["kind_words"])
    share = Touch.objects.get(order=guide.order, kind="share")
    assert (share.state, share.reason) == (Touch.State.PLANNED, "kind_words")
    assert Case.objects.get().closed_at is None
    assert not tag_reply(reply, themes=["kind_words"]), "said twice is said once"
    assert tag_reply(reply, themes=[])
    share.refresh_from_db()
    assert share.state == Touch.State.WITHDRAWN


@pytest.mark.parametrize("theme", ["complaint", "damage"])
def test_an_answer_does_not_end_a_complaint(guide: Touch, theme: str) -> None:
    reply = received(**ANSWERS_OURS)
    tag_reply(reply, themes=["kind_words", theme])
    assert note_answer(reply, words="I rang her up.", by="karl")
    case = Case.objects.get()
    assert (case.sort, case.closed_at) == (theme, None)


def test_what_turns_out_to_be_serious_after_its_answer_is_opened_again_and_settled_the_same_way(guide: Touch) -> None:
    reply = received(**ANSWERS_OURS)
    note_answer(reply, words="I rang her up.", by="karl")
    reply.refresh_from_db()
    tag_reply(reply, themes=["damage"])
    assert Case.objects.filter(closed_at=None, sort="damage", words="It frays at the hem.").count() == 1
    tag_reply(reply, themes=["idea"])
    assert not Case.objects.filter(closed_at=None).exists()


def test_a_theme_that_does_not_exist_is_refused(guide: Touch) -> None:
    with pytest.raises(ValueError, match="weather"):
        tag_reply(received(**ANSWERS_OURS), themes=["weather"])


def test_a_fresh_mail_belongs_to_the_newest_order_of_its_address() -> None:
    mira = a_customer(email="mira@example.org")
    an_order(customer=mira, created_at=NOW - timedelta(days=9))
    newest = an_order(customer=mira, created_at=NOW - timedelta(days=2))
    assert received(address="Mira@Example.org").order == newest


def test_an_address_without_a_recent_order_is_nobody_we_know() -> None:
    an_order(customer=a_customer(email="mira@example.org"), created_at=NOW - timedelta(days=181))
    assert received().customer is None
    assert not Case.objects.exists()


def test_an_answer_opens_a_case_with_their_words(guide: Touch) -> None:
    reply = received(**ANSWERS_OURS)
    case = Case.objects.get()
    assert (reply.case, case.words, case.sort) == (case, "It frays at the hem.", Case.Sort.QUESTION)


def test_the_same_mail_is_kept_once(guide: Touch) -> None:
    received(**ANSWERS_OURS)
    assert receive_reply(a_mail("It frays at the hem.", **ANSWERS_OURS)) is None
    assert (Reply.objects.count(), Case.objects.count()) == (1, 1)


def test_an_absence_note_is_kept_and_silences_nothing(guide: Touch) -> None:
    reply = received("I am at the sea.", **ANSWERS_OURS, **{"Auto-Submitted": "auto-replied"})
    assert (reply.automatic, reply.order) == (True, guide.order)
    assert not Case.objects.exists()


def test_nothing_else_goes_out_until_it_is_answered(guide: Touch, peer: SmtpPeer) -> None:
    next_mail = a_touch(order=a_shipped_order(customer=guide.customer))
    reply = received(**ANSWERS_OURS)
    assert deliver(next_mail) == "planned"
    assert peer.messages == []
    assert note_answer(reply, words="I rang her up.", by="hannah")
    next_mail.refresh_from_db()
    assert next_mail.hold_reason == ""


def test_it_silences_the_person_with_whichever_account_they_ordered(guide: Touch, peer: SmtpPeer) -> None:
    as_guest = a_customer(email=guide.customer.email, external_id="")
    next_mail = a_touch(order=a_shipped_order(customer=as_guest))
    received(**ANSWERS_OURS)
    assert (deliver(next_mail), next_mail.hold_reason) == ("planned", "open_case")
    assert deliver(a_touch(order=a_shipped_order())) == "done"
    close_case(Case.objects.get(), closing="Sent her a new one.")
    next_mail.refresh_from_db()
    assert next_mail.hold_reason == ""


def test_an_answer_that_comes_in_the_last_second_stops_what_is_under_way(
    guide: Touch, peer: SmtpPeer, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    as_guest = a_customer(email=guide.customer.email, external_id="")
    next_mail = a_touch(order=a_shipped_order(customer=as_guest))
    interrupt(lambda: received(**ANSWERS_OURS))
    deliver(next_mail)
    assert peer.messages == []
    assert next_mail.state == Touch.State.PLANNED


def test_closing_the_case_at_the_order_answers_the_letter(guide: Touch) -> None:
    reply = received(**ANSWERS_OURS)
    close_case(Case.objects.get(), closing="Rang her up.")
    reply.refresh_from_db()
    assert (reply.answered_at, reply.answer) == (NOW, "Rang her up.")


def test_staff_answer_into_the_persons_own_thread(guide: Touch, peer: SmtpPeer) -> None:
    reply = received(**ANSWERS_OURS)
    assert answer_reply(reply, words="Liebe Mira, wir schicken ein neues. Grüße", by="hannah") == "sent"
    (raw,) = peer.messages
    mail = message_from_bytes(raw, policy=policy.default)
    assert (mail["In-Reply-To"], mail["References"]) == ("<reply-1@example.org>", "<reply-1@example.org>")
    assert (mail["To"], mail["Subject"]) == ("mira@example.org", "Re: Ihre Anleitung")
    assert mail["Auto-Submitted"] is None
    assert mail["List-Unsubscribe"] is None
    assert "Liebe Mira, wir schicken ein neues. Grüße" in mail.get_content()
    assert raw.isascii()
    reply.refresh_from_db()
    assert (reply.answered_by, Case.objects.get().closed_at) == ("hannah", NOW)


def test_of_two_answers_one_is_sent(guide: Touch, peer: SmtpPeer) -> None:
    reply = received(**ANSWERS_OURS)
    answer_reply(reply, words="One.", by="hannah")
    with pytest.raises(DelightError, match="answered this already"):
        answer_reply(reply, words="Two.", by="tomasz")
    assert len(peer.messages) == 1
    assert not note_answer(reply, words="Three.", by="tomasz")


@pytest.mark.parametrize("verb", ["CONNECT", "RCPT", "BODY"])
def test_an_answer_that_was_refused_still_waits(guide: Touch, peer: SmtpPeer, verb: str) -> None:
    reply = received(**ANSWERS_OURS)
    peer.answers[verb] = ["550 no"] * 2
    with pytest.raises(DelightError):
        answer_reply(reply, words="Dear Mira", by="hannah")
    reply.refresh_from_db()
    assert (reply.answered_at, reply.answer) == (None, "")
    assert Case.objects.get().closed_at is None


def test_an_answer_over_which_the_server_falls_silent_is_not_sent_twice(guide: Touch, peer: SmtpPeer) -> None:
    reply = received(**ANSWERS_OURS)
    peer.answers["BODY"] = ["kept-drop"]
    assert answer_reply(reply, words="Dear Mira", by="hannah") == "unsure"
    reply.refresh_from_db()
    assert reply.answered_at == NOW


def test_staff_say_whose_a_letter_is(guide: Touch) -> None:
    reply = received()
    order = a_shipped_order()
    assert say_whose(reply, order=order)
    assert (reply.customer, Case.objects.get().customer) == (order.customer, order.customer)
    assert not say_whose(reply, order=a_shipped_order())


def test_a_forgotten_person_leaves_no_word_and_is_nobody_we_know(guide: Touch) -> None:
    order = Order.objects.get(pk=guide.order_id)
    matched = received(address=order.customer.email, **ANSWERS_OURS)
    unmatched = received(address=order.customer.email, message_id="<reply-2@example.org>")
    Reply.objects.filter(pk=unmatched.pk).update(customer=None, order=None)
    forget_customer(Customer.objects.get(pk=guide.customer_id))
    for row in Reply.objects.filter(pk__in=[matched.pk, unmatched.pk]):
        assert (row.words, row.subject, row.sender, row.sender_name, row.address_key) == ("", "", "", "", "")
    assert received(message_id="<reply-3@example.org>", **ANSWERS_OURS).customer is None


def test_words_are_let_go_after_two_years(guide: Touch) -> None:
    reply = received(**ANSWERS_OURS)
    assert prune(now=NOW + timedelta(days=729))["replies"] == 0
    assert prune(now=NOW + timedelta(days=731))["replies"] == 1
    reply.refresh_from_db()
    assert (reply.words, reply.sender) == ("", "")


def test_the_first_look_into_a_box_reads_nothing_of_old(box: ImapPeer, guide: Touch) -> None:
    box.put(a_mail("From last year", **ANSWERS_OURS))
    assert read_mailbox() == ""
    assert not Reply.objects.exists()


def test_what_comes_later_is_read_once_and_left_unread_for_people(box: ImapPeer, guide: Touch) -> None:
    read_mailbox()
    box.put(a_mail("It frays.", **ANSWERS_OURS))
    for _ in range(2):
        assert read_mailbox() == ""
    assert [reply.words for reply in Reply.objects.all()] == ["It frays."]
    assert not any(command.startswith(("SELECT", "STORE", "UID STORE")) for command in box.commands)
    assert sum(command.startswith("UID FETCH") for command in box.commands) == 1


def test_the_shops_other_post_is_nobodys_business_here(box: ImapPeer, guide: Touch) -> None:
    read_mailbox()
    box.put(a_mail("Your invoice", address="paper@supplier.example", message_id="<2@supplier.example>"))
    box.put(a_mail("It frays.", **ANSWERS_OURS))
    read_mailbox()
    assert [reply.words for reply in Reply.objects.all()] == ["It frays."]


def test_a_box_that_was_made_anew_is_read_from_its_end(box: ImapPeer, guide: Touch) -> None:
    read_mailbox()
    box.validity += 1
    box.put(a_mail("An old one, copied", **ANSWERS_OURS))
    read_mailbox()
    assert not Reply.objects.exists()
    box.put(a_mail("A new one", message_id="<n@example.org>", **ANSWERS_OURS))
    read_mailbox()
    assert Reply.objects.get().words == "A new one"


@pytest.mark.parametrize("verb", ["LOGIN", "EXAMINE", "STATUS", "SEARCH", "FETCH"])
def test_a_box_that_cannot_be_read_is_told_and_read_later(box: ImapPeer, guide: Touch, verb: str) -> None:
    read_mailbox()
    box.put(a_mail("It frays.", **ANSWERS_OURS))
    box.refuses.add(verb)
    assert read_mailbox()
    trouble = Reading.objects.get(subject=Reading.Subject.MAILBOX).trouble
    assert "the mailbox cannot be read" in trouble
    assert "a p@ss/word" not in trouble
    box.refuses.clear()
    assert read_mailbox() == ""
    assert Reply.objects.get().words == "It frays."


@pytest.mark.parametrize(("error", "read_on"), [(UnicodeError("broken"), True), (OperationalError("away"), False)])
def test_one_mail_that_breaks_us_does_not_keep_back_the_next(
    box: ImapPeer, guide: Touch, monkeypatch: pytest.MonkeyPatch, error: Exception, read_on: bool
) -> None:
    read_mailbox()
    box.put(a_mail("Breaks", message_id="<b@example.org>", **ANSWERS_OURS))
    box.put(a_mail("It frays.", message_id="<c@example.org>", **ANSWERS_OURS))

    def fragile(raw: bytes, **others: bool) -> Reply | None:
        if b"Breaks" in raw:
            raise error
        return receive_reply(raw, **others)

    monkeypatch.setattr("delight.actions.care.read_mailbox.receive_reply", fragile)
    if read_on:
        assert read_mailbox() == ""
    else:
        with pytest.raises(OperationalError):
            read_mailbox()
    assert Reply.objects.exists() == read_on


def test_a_server_that_is_away_is_told(settings: Settings) -> None:
    with ImapPeer() as peer:
        settings.DELIGHT_INBOX = peer.url
    assert "the mailbox cannot be read" in read_mailbox()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_mailbox")


def test_without_a_box_there_is_nothing_to_read() -> None:
    assert read_mailbox() == ""
    assert not Reading.objects.exists()
    with pytest.raises(CommandError, match="DELIGHT_INBOX"):
        call_command("read_mailbox")


def test_check_mail_proves_that_answers_arrive(
    box: ImapPeer, peer: SmtpPeer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def the_post_brings_it(_: float) -> None:
        box.put(peer.messages[-1])

    monkeypatch.setattr("time.sleep", the_post_brings_it)
    call_command("check_mail", "--wait", "2")
    said = capsys.readouterr().out
    assert "Answers to hannah@lindenloom.example arrive." in said
    assert "To do: It came in without a DKIM signature" in said
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in peer.messages[-1]


def test_check_mail_says_that_answers_do_not_arrive(box: ImapPeer, peer: SmtpPeer) -> None:
    with pytest.raises(CommandError, match="has not come in"):
        call_command("check_mail", "--wait", "0")
    assert len(peer.messages) == 1


def test_check_mail_refuses_an_address_that_nobody_reads(peer: SmtpPeer, settings: Settings) -> None:
    settings.DELIGHT_REPLY_TO = "Linden & Loom <no-reply@lindenloom.example>"
    with pytest.raises(CommandError, match="tells people not to answer"):
        call_command("check_mail", "--wait", "0")
    assert peer.messages == []
