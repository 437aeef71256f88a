"""A carrier's word: signed, generic, believed before anybody else's, and unable to move what was sent."""

import json
import time
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from delight.actions.orders.note_arrival import note_arrival, note_arrival_by_number
from delight.actions.touches.plan_touches import plan_touches
from delight.errors import PermanentError
from delight.intake.arrivals import MOST_AT_ONCE, SIGNED_FOR, sign
from delight.models import Parcel, Touch
from tests.factories import NOW, a_moment, a_parcel, a_shipped_order

pytestmark = pytest.mark.django_db
KEY = "k" * 40
URL = "/stores/arrivals"
ARRIVED = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def carrier_key(settings, clock):
    settings.DELIGHT_CARRIER_KEY = KEY


def body_of(*told) -> bytes:
    return json.dumps(
        {"arrivals": [{"tracking": number, "arrived_at": at.isoformat()} for number, at in told]}
    ).encode()


def post(client, body: bytes, *, signature: str | None = None):
    made = sign(body, at=int(NOW.timestamp()), key=KEY) if signature is None else signature
    return client.post(URL, body, content_type="application/json", headers={"Delight-Signature": made})


def test_a_signed_arrival_is_kept_with_its_source(client):
    a_shipped_order()
    assert post(client, body_of(("00340434", ARRIVED))).json() == {"noted": 1, "unknown": [], "refused": {}}
    parcel = Parcel.objects.get()
    assert (parcel.arrived_at, parcel.arrival_source) == (ARRIVED, "carrier")


def test_telling_it_twice_changes_nothing(client):
    a_shipped_order()
    body = body_of(("00340434", ARRIVED))
    assert [post(client, body).json()["noted"] for _ in range(2)] == [1, 0]


def test_a_planned_touch_moves_and_a_sent_one_stays(client):
    moment, asked = a_moment(days=2), a_moment(days=2, kind="insert", medium="insert")
    order = a_shipped_order()
    plan_touches([order.pk])
    planned, sent = Touch.objects.get(moment=moment), Touch.objects.get(moment=asked)
    Touch.objects.filter(pk=sent.pk).update(state=Touch.State.DONE, done_at=NOW)
    before = {touch.pk: touch.due_at for touch in Touch.objects.all()}
    post(client, body_of(("00340434", NOW - timedelta(hours=1))))
    planned.refresh_from_db()
    sent.refresh_from_db()
    assert (planned.reason, planned.due_at > before[planned.pk]) == ("arrival_known", True)
    assert (sent.state, sent.due_at) == ("done", before[sent.pk])


def test_one_object_is_a_list_of_one(client):
    a_shipped_order()
    assert post(client, json.dumps({"tracking": "00340434", "arrived_at": "2026-11-11T10:00:00Z"}).encode()).json()[
        "noted"
    ]


def test_an_unknown_number_is_named(client):
    assert post(client, body_of(("nobody-knows", ARRIVED))).json()["unknown"] == ["nobody-knows"]


def test_a_number_is_found_in_a_tracking_address(client):
    order = a_shipped_order()
    Parcel.objects.update(tracking="https://carrier.example/track/JD0146000?lang=en")
    a_parcel(order=order, tracking="https://carrier.example/?code=JD0146999")
    post(client, body_of(("JD0146000", ARRIVED)))
    assert dict(Parcel.objects.values_list("tracking", "arrival_source")) == {
        "https://carrier.example/track/JD0146000?lang=en": "carrier",
        "https://carrier.example/?code=JD0146999": "",
    }


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"arrivals": []}', b'{"arrivals": 5}', b"null", b"[" * 50_000, b'[{"tracking": ""}]',
     b'[{"tracking": "a", "arrived_at": "yesterday"}]', b'[{"tracking": "a", "arrived_at": "2026-11-11T10:00:00"}]',
     b'["a"]', json.dumps([{}] * (MOST_AT_ONCE + 1)).encode()],
    ids=lambda body: repr(body[:30]),
)  # fmt: skip
def test_what_is_no_list_of_arrivals_is_refused_with_the_reason(client, body):
    answer = post(client, body)
    assert answer.status_code == 400
    assert len(answer.json()["error"]) > 10


def _at(seconds: float) -> str:
    return sign(BODY, at=int(NOW.timestamp() + seconds), key=KEY)


BODY = body_of(("00340434", ARRIVED))
GOOD = _at(0)
BAD = {
    "none": "",
    "words": "let me in",
    "another key": sign(BODY, at=int(NOW.timestamp()), key="x" * 40),
    "another body": sign(BODY + b" ", at=int(NOW.timestamp()), key=KEY),
    "another time": GOOD.replace("t=", "t=1"),
    "old": _at(-SIGNED_FOR - 1),
    "from the future": _at(SIGNED_FOR + 1),
    "no number": "t=now,v1=00",
    "accents": "t=1,v1=é",
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_or_old_signature_notes_nothing(client, name):
    a_shipped_order()
    assert post(client, BODY, signature=BAD[name]).status_code == 401
    assert Parcel.objects.get().arrived_at is None


@pytest.mark.parametrize("seconds", [-SIGNED_FOR + 1, SIGNED_FOR - 1])
def test_clocks_may_differ_by_minutes(client, seconds):
    assert post(client, BODY, signature=_at(seconds)).status_code == 200


def test_without_a_key_the_door_is_shut(client, settings):
    settings.DELIGHT_CARRIER_KEY = ""
    assert post(client, BODY, signature=sign(BODY, at=int(time.time()), key="")).status_code == 404


def test_too_much_is_refused_before_it_is_read(client):
    assert post(client, b" " * 200_001, signature="").status_code == 413


def test_it_is_posted(client):
    assert client.get(URL).status_code == 405


TRUSTED = ["store", "staff", "carrier"]


@pytest.mark.parametrize("first", TRUSTED)
@pytest.mark.parametrize("second", TRUSTED)
def test_the_better_source_stands_whoever_comes_first(first, second):
    a_shipped_order()
    note_arrival(Parcel.objects.get(), at=ARRIVED, source=first)
    changed = note_arrival(Parcel.objects.get(), at=ARRIVED + timedelta(hours=1), source=second)
    better = TRUSTED.index(second) >= TRUSTED.index(first)
    assert changed is better
    assert Parcel.objects.get().arrival_source == (second if better else first)


@pytest.mark.parametrize("at", [NOW + timedelta(days=1), NOW - timedelta(days=30)], ids=["future", "before it left"])
def test_an_impossible_arrival_is_refused(client, at):
    a_shipped_order()
    with pytest.raises(PermanentError, match="#"):
        note_arrival(Parcel.objects.get(), at=at)
    assert "00340434" in post(client, body_of(("00340434", at))).json()["refused"]


def test_a_day_counts_whole_even_if_the_parcel_left_that_afternoon():
    a_shipped_order(left=datetime(2026, 11, 10, 15, 0, tzinfo=UTC))
    assert note_arrival(Parcel.objects.get(), at=datetime(2026, 11, 10, 12, 0, tzinfo=UTC))


def test_a_number_that_nobody_wrote_finds_nothing():
    a_shipped_order()
    Parcel.objects.update(tracking="")
    assert note_arrival_by_number("  ", at=ARRIVED, source="carrier").found == 0


def from_csv(tmp_path, words: str, *options: str) -> str:
    file, out = tmp_path / "arrivals.csv", StringIO()
    file.write_text(words, encoding="utf-8-sig")
    call_command("note_arrivals", str(file), *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("line", "hour"),
    [("00340434,2026-11-11", 11), ("00340434,2026-11-11T09:30:00", 8), ("00340434,2026-11-11T09:30:00Z", 9)],
    ids=["a day", "shop's time", "with offset"],
)
def test_a_list_of_arrivals_is_read_from_a_file(tmp_path, line, hour):
    a_shipped_order()
    assert "1 arrivals noted" in from_csv(tmp_path, f"tracking,arrived_at\n{line}\n")
    parcel = Parcel.objects.get()
    assert (parcel.arrived_at.astimezone(UTC).hour, parcel.arrival_source) == (hour, "staff")


def test_the_carriers_own_list_may_have_semicolons(tmp_path):
    a_shipped_order()
    from_csv(tmp_path, "weight;tracking;arrived_at\n2;00340434;2026-11-11\n", "--carrier")
    assert Parcel.objects.get().arrival_source == "carrier"


def test_what_cannot_be_noted_is_listed_and_the_rest_is_noted(tmp_path):
    a_shipped_order()
    words = "tracking,arrived_at\n00340434,2026-11-11\nnobody,2026-11-11\n00340434,soon\n00340434,2027-11-11\n"
    with pytest.raises(CommandError, match="line 3.*nobody") as error:
        from_csv(tmp_path, words)
    assert "line 4: 'soon' is no day" in str(error.value)
    assert "line 5" in str(error.value)
    assert Parcel.objects.get().arrived_at is not None


def test_a_file_without_the_columns_is_refused(tmp_path):
    with pytest.raises(CommandError, match="tracking and arrived_at"):
        from_csv(tmp_path, "number,day\n1,2\n")
