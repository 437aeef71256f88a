"""Export and erasure of a person, on every table there is: each column holds a word of its own that must be found."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from wagtail.log_actions import log

from delight.actions.orders.snapshot_order import snapshot_order
from delight.actions.people.forget_customer import forget_person
from delight.actions.people.gather_everything import OURS_ALONE, belonging, everything_of, rows_of
from delight.actions.people.send_exports import ask_for_export
from delight.keys import address_key
from delight.models import (
    Answer,
    Attempt,
    Case,
    Consent,
    Customer,
    Moment,
    PrintLine,
    PrintRun,
    ProviderEvent,
    Reply,
    Sign,
    StoreEvent,
    Suppression,
    Thanks,
    Touch,
)
from tests.factories import NOW, STORE, a_customer, a_shipped_order, a_touch, an_order
from tests.fakes import as_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADDRESS = "zwetlana@example.org"
PERSONAL = {
    "Answer", "Attempt", "Case", "Consent", "Customer", "Export", "Order", "OrderLine", "Parcel", "PrintLine",
    "ProviderEvent", "Reply", "Sign", "StoreEvent", "Suppression", "Thanks", "Touch",
}  # fmt: skip
"""Tables in which a person has rows. A table that is new belongs here, or below."""
IMPERSONAL = {
    "Alarm", "Breaker", "Bundle", "CardDesign", "DemoClock", "Duty", "GuidePage", "Heartbeat", "HomePage", "Insert",
    "Installation", "KeptKey", "Moment", "PickList", "PrintRun", "ProductDays", "ProductKind", "ProductTag", "Reading",
    "Signer", "StoryPage", "VoiceSheet", "Wording", "WrapPlan",
}  # fmt: skip
"""Tables of the shop and the engine. PrintRun's refusals name orders, so they are looked at one by one."""
KEPT = {
    "Attempt": {"claim", "transport", "message_id", "provider_id", "wording_version"},
    "Consent": {"store", "address_key"},
    "Customer": {"store", "identity", "external_id", "language"},
    "Order": {
        "store", "external_id", "number", "version", "currency", "channel", "language", "country", "shipping_method",
        "notice_text",
    },
    "OrderLine": {
        "external_id", "product_id", "product_slug", "product_name", "variant_id", "variant_name", "sku",
        "product_type", "categories", "collections", "shelf",
    },
    "Parcel": {"external_id", "version", "warehouse", "line_quantities"},
    "PrintLine": {"content_hash", "wording_version"},
    "Reply": {"store", "digest", "answered_by", "themes"},
    "StoreEvent": {"store", "digest", "type", "subject", "subject_id"},
    "Suppression": {"store", "address_key", "scope", "reason", "source"},
    "Touch": {"key", "store", "kind", "token", "reason", "hold_reason", "claim", "looked_version"},
}  # fmt: skip
"""What outlives a person: what the books need of an order, what makes a repeat known, and the keyed stop."""
LINKS = {
    ("Customer", "email"), ("Customer", "address_key"), ("Consent", "address_key"), ("ProviderEvent", "address_key"),
    ("Reply", "address_key"), ("Suppression", "address_key"), ("Customer", "external_id"), ("Order", "external_id"),
    ("Order", "version"), ("StoreEvent", "subject_id"), ("Touch", "kind"), ("Order", "number"),
    ("Customer", "identity"), ("Consent", "store"), ("Customer", "store"), ("Order", "store"), ("Reply", "store"),
    ("StoreEvent", "store"), ("Suppression", "store"), ("Touch", "store"), ("Touch", "token"),
    ("Suppression", "scope"), ("Touch", "claim"), ("Parcel", "external_id"), ("Parcel", "version"), ("Touch", "key"),
    ("Touch", "hold_reason"), ("Order", "language"), ("Customer", "language"), ("Export", "language"),
    ("Customer", "time_zone"), ("Order", "currency"), ("Order", "country"),
}  # fmt: skip
"""Columns by which rows find each other or code reads them: a word of ours would break what is tested."""


def text_columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        holds_text = isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        if holds_text and not field.choices and (model.__name__, field.name) not in LINKS:
            yield field


def secret(model: type[models.Model], column: str) -> str:
    """A short word that stands nowhere else."""
    return f"Zq{columns().index(f'{model.__name__}.{column}'):04d}"


def columns() -> list[str]:
    return sorted(f"{model.__name__}.{field.name}" for model in ours() for field in model._meta.concrete_fields)


def named(words: Iterable[str]) -> set[str]:
    """The columns in which these words stood, so that a failure says where."""
    return {columns()[int(word[2:])] if word[2:].isdigit() else word for word in words}


def ours() -> list[type[models.Model]]:
    return list(apps.get_app_config("delight").get_models())


@pytest.fixture
def zwetlana(store: Any, settings: Any, tmp_path: Path) -> Customer:
    """Somebody with a row in every table that can hold one, and a word of theirs in each column of each."""
    settings.DELIGHT_MAIL = f"file:{tmp_path}"
    person = a_customer(email=ADDRESS, language="en", time_zone="Asia/Yerevan")
    guest = a_customer(email=ADDRESS, external_id="")
    order = a_shipped_order(customer=person, gift=True)
    an_order(customer=guest)
    mail, card = a_touch(order=order, state="done", done_at=NOW), a_touch(order=order, kind="note", medium="card")
    attempt = Attempt.objects.create(touch=mail, number=1, claim="c", marked_at=NOW, transport="t", message_id="<1@x>")
    run = PrintRun.objects.create(made_at=NOW, sheet="a6", refused=[{"order": order.number, "reason": "Zqrefused"}])
    PrintLine.objects.create(run=run, touch=card, position=1, content={}, content_hash="h")
    Sign.objects.create(customer=person, order=order, touch=mail, name="guide_opened", day=NOW, at=NOW)
    Thanks.objects.create(order=order, at=NOW)
    case = Case.objects.create(customer=person, order=order, sort="damage", words="w", opened_at=NOW)
    Answer.objects.create(touch=mail, customer=person, order=order, question="q", score=3, at=NOW)
    Reply.objects.create(store=STORE, digest="1", customer=person, case=case, received_at=NOW)
    Reply.objects.create(store=STORE, digest="2", address_key=person.address_key, received_at=NOW, words="Zqunmatched")
    Consent.objects.create(address_key=person.address_key, store=STORE, given_at=NOW, source="s")
    Suppression.objects.create(address_key=person.address_key, store=STORE, scope="share", reason="asked", at=NOW)
    event = {"sort": "deferred", "address_key": person.address_key, "at": NOW, "received_at": NOW, "attempt": attempt}
    ProviderEvent.objects.create(provider="p", digest="1", **event)
    told = {"store": STORE, "type": "t", "subject": "order", "received_at": NOW, "state": StoreEvent.State.DONE}
    StoreEvent.objects.create(**told, digest="1", subject_id=order.external_id, body=b"x")
    StoreEvent.objects.create(**told, digest="2", body=f"{order.external_id} Zqnamed".encode())
    log(instance=order, action="delight.staff", data={"sentence": "Zqnoted"})
    assert ask_for_export(mail, language="en")
    _write_words(Customer.objects.filter(address_key=person.address_key))
    letter = EmailMessage()
    letter["To"], letter["Subject"] = f"Zwetlana <{ADDRESS}>", "Zqfile"
    (tmp_path / "1-1@x.eml").write_bytes(letter.as_bytes())
    (tmp_path / "2-2@x.eml").write_text("To: noor@example.org\n\nHello Noor.\n")
    return Customer.objects.get(pk=person.pk)


def _write_words(people: Any) -> None:
    for model in ours():
        ids = [row.pk for row in rows_of(model, people=people)]
        for field in text_columns(model) if ids else ():
            word = secret(model, field.name)
            value: Any = {"word": word} if isinstance(field, models.JSONField) else word
            if isinstance(field, models.BinaryField):
                value = word.encode()
            rows = (
                model._default_manager.filter(pk=ids[0]) if field.unique else model._default_manager.filter(pk__in=ids)
            )
            if model is StoreEvent:
                rows = rows.exclude(subject_id="")
            if field.name in {"digest", "external_id", "provider"}:
                rows = rows.filter(pk=ids[0])
            if (model, field.name) == (Reply, "words"):
                rows = rows.exclude(words="Zqunmatched")
            rows.update(**{field.name: value})


def written(*, kept: bool) -> set[str]:
    """The words in all personal columns; without those that outlive a person unless ``kept``."""
    words = {"Zqrefused", "Zqunmatched", "Zqnamed", "Zqnoted"} if kept else {"Zqrefused", "Zqunmatched", "Zqnamed"}
    for model in ours():
        if model.__name__ in PERSONAL:
            lasting = set() if kept else KEPT.get(model.__name__, set())
            words |= {secret(model, field.name) for field in text_columns(model) if field.name not in lasting}
    return words


def all_there_is() -> str:
    """Every column of every table of the database, whoever made the table, and every file that mails are kept in."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [_plain(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def _plain(value: object) -> str:
    text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
    return text.encode().decode("unicode_escape", "ignore") if "\\u" in text else text


def test_every_table_is_known_to_hold_people_or_not_to() -> None:
    assert {model.__name__ for model in ours()} == PERSONAL | IMPERSONAL
    people = Customer.objects.all()
    linked = {model.__name__ for model in ours() if belonging(model, people=people) or model in (Customer, StoreEvent)}
    assert linked - PERSONAL == set()


def test_the_person_of_these_tests_has_a_row_in_every_table_that_holds_people(zwetlana: Customer) -> None:
    people = Customer.objects.filter(address_key=zwetlana.address_key)
    without = {model.__name__ for model in ours() if not list(rows_of(model, people=people))}
    assert without & PERSONAL == set()
    everywhere = all_there_is()
    assert named(word for word in written(kept=True) if word not in everywhere) == set()


def test_the_export_holds_every_word_of_every_column(zwetlana: Customer) -> None:
    told = json.dumps(everything_of(zwetlana), ensure_ascii=False, cls=DjangoJSONEncoder)
    ours_alone = {
        secret(model, field.name) for model in ours() for field in text_columns(model) if field.name in OURS_ALONE
    }
    assert named(word for word in written(kept=True) - ours_alone if word not in told) == set()
    assert ADDRESS in told
    assert named(word for word in ours_alone if word in told) == set(), "nothing that opens doors or names staff"


def test_the_export_holds_nothing_of_anybody_else(zwetlana: Customer) -> None:
    noor = a_customer(first_name="Noor", email="noor@example.org")
    order = a_shipped_order(customer=noor, gift_text="For Karl")
    Case.objects.create(customer=noor, order=order, sort="question", words="Where?", opened_at=NOW)
    told = json.dumps(everything_of(zwetlana))
    assert [word for word in ("Noor", "noor@", "For Karl", "Where?") if word in told] == []


def test_after_forgetting_no_word_is_left_in_any_table(
    zwetlana: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(zwetlana, source="customer page")
    everywhere = all_there_is()
    assert named(word for word in {*written(kept=False), ADDRESS, "Yerevan"} if word in everywhere) == set()


def test_after_forgetting_no_mail_is_left_in_the_folder_and_others_stay(
    zwetlana: Customer, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(zwetlana, source="customer page")
    assert [path.name for path in tmp_path.iterdir()] == ["2-2@x.eml"]


def test_account_and_guest_orders_of_one_address_are_forgotten_together(zwetlana: Customer) -> None:
    forget_person(zwetlana, source="customer page")
    assert not Customer.objects.filter(forgotten_at=None).exists()
    stop = Suppression.objects.get(scope="all")
    assert (stop.address_key, stop.reason, stop.source) == (address_key(ADDRESS), "forgotten", "customer page")


def test_later_news_of_a_forgotten_persons_parcel_tells_no_tracking_number() -> None:
    order = a_shipped_order(customer=a_customer(email=ADDRESS))
    told = as_snapshot(order)
    forget_person(order.customer, source="customer page")
    snapshot_order([replace(told, issued_at=told.issued_at + timedelta(hours=2))])
    assert [parcel.tracking for parcel in order.parcels.all()] == [""]


def test_a_touch_that_is_claimed_is_not_sent_to_whom_we_forgot() -> None:
    touch = a_touch(state=Touch.State.CLAIMED, claim="c", claimed_until=NOW + timedelta(minutes=5))
    forget_person(touch.customer, source="customer page")
    touch.refresh_from_db()
    assert (touch.state, touch.claim) == (Touch.State.WITHDRAWN, "")
    assert Moment.objects.filter(pk=touch.moment_id).exists()
