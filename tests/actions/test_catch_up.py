"""Nothing is missed: what the store changed or could not deliver while nobody listened comes in by the same inbox."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from delight.actions.orders.catch_up import catch_up
from delight.actions.orders.read_history import read_history
from delight.actions.orders.receive_event import receive_event
from delight.actions.orders.reconcile import reconcile
from delight.actions.orders.understand_events import understand_events
from delight.errors import PermanentError, TemporaryError
from delight.models import Customer, Installation, Order, Reading, StoreEvent, Touch
from storefront_hooks.saleor.webhooks import event_in
from storefront_hooks.sample import demo_start, histories, recorded_installation
from tests.actions.store_on_localhost import registered
from tests.factories import NOW, a_moment
from tests.hooks.fake_saleor import FIRST, denied, failed_delivery, made_order
from tests.hooks.playback import Say
from tests.hooks.signing import APP_ID

pytestmark = pytest.mark.django_db


@pytest.fixture
def saleor(settings, clock):
    with registered(settings, installed_at=FIRST) as saleor:
        yield saleor


def states() -> dict[str, str]:
    return dict(Order.objects.values_list("external_id", "state"))


def reading(subject: str) -> Reading:
    return Reading.objects.get(subject=subject)


def test_orders_that_changed_while_nobody_listened_are_understood(saleor):
    saleor.orders = [made_order(1), made_order(2, status="CANCELED")]
    assert catch_up().new == 2
    assert understand_events() == 2
    assert states() == {"order-1": "open", "order-2": "cancelled"}


def test_what_is_known_is_not_stored_twice(saleor, clock):
    saleor.orders = [made_order(1)]
    catch_up()
    clock.shift(timedelta(minutes=15))
    again = catch_up()
    assert (again.shown, again.new) == (1, 0)


def test_the_next_time_goes_on_where_the_last_one_ended(saleor, clock):
    saleor.orders = [made_order(1), made_order(60)]
    catch_up()
    clock.shift(timedelta(minutes=15))
    assert catch_up().shown == 1
    assert reading("changes").until == FIRST + timedelta(minutes=60)


def test_an_order_lagging_behind_by_minutes_is_still_seen(saleor, clock):
    saleor.orders = [made_order(60)]
    catch_up()
    saleor.orders.append(made_order(55))
    assert catch_up().new == 1


def test_what_was_read_before_a_trouble_is_kept_and_not_asked_for_again(saleor):
    saleor.orders = [made_order(number) for number in range(150)]
    saleor.before = lambda asked: denied() if asked.json["variables"].get("after") else None
    broken = catch_up()
    assert (broken.new, StoreEvent.objects.count()) == (100, 100)
    assert "denies" in reading("changes").trouble
    assert reading("changes").ended_at is None
    saleor.before = lambda asked: None
    whole = catch_up()
    assert (whole.new, whole.trouble, reading("changes").trouble) == (50, "", "")
    assert whole.shown < 70


def test_a_dead_token_is_kept_for_staff_and_logged_once(saleor, caplog):
    saleor.before = lambda asked: denied()
    for _ in range(3):
        assert "denies" in catch_up().trouble
    assert sum("could not be read" in record.message for record in caplog.records) == 2  # changes, and deliveries


def test_a_deletion_that_could_not_be_delivered_is_heard_of_all_the_same(saleor):
    person = {"id": "VXNlcjo3", "email": "m@x.org", "firstName": "M", "lastName": "A"}
    saleor.orders = [made_order(1, user={**person, "languageCode": "EN"})]
    body = {"__typename": "CustomerDeleted", "issuedAt": NOW.isoformat(), "recipient": {"id": APP_ID}}
    deletion = json.dumps({**body, "user": {**person, "languageCode": "EN"}}).encode()
    saleor.failed = [failed_delivery(deletion, kind="customer_deleted", at=NOW - timedelta(days=2))]
    catch_up()
    understand_events()
    assert Customer.objects.get(external_id=person["id"]).forgotten_at is not None


def test_without_an_installation_nothing_is_asked(saleor):
    Installation.objects.all().delete()
    assert catch_up().shown == reconcile().compared == 0
    assert saleor.answered == []


HISTORIES = histories()


@pytest.mark.slow
@pytest.mark.parametrize("order_id", sorted(HISTORIES), ids=lambda order_id: HISTORIES[order_id][0].scenario)
def test_the_loss_of_any_single_event_is_repaired(saleor, clock, order_id):
    """Each recorded history, without one of its events after the other, and then asked for, a day later."""
    clock.move_to(demo_start() + timedelta(days=1))
    history = HISTORIES[order_id]
    events = [event for one in history if (event := _as_event(one, store="saleor"))]
    saleor.orders = list(_newest(history).values())
    whole = _known_after(events)
    assert order_id in whole
    for lost in range(len(events)):
        assert _known_after(events[:lost] + events[lost + 1 :]) == whole, f"without event {lost}"


def _newest(history) -> dict[str, dict]:
    """Each order as it was shown last, with the time at which it was."""
    shown = {}
    for body in sorted((json.loads(one.body) for one in history), key=lambda body: body["issuedAt"]):
        for order in [*body.get("orders", []), *([body["order"]] if body.get("order") else [])]:
            shown[order["id"]] = {**order, "updatedAt": body["issuedAt"]}
    return shown


def _known_after(events) -> dict[str, tuple[object, ...]]:
    """What is known of each order and its parcels when these events came in and the rest was asked for."""
    with transaction.atomic():
        for event in events:
            receive_event(event)
        catch_up()
        while understand_events():
            pass
        found = {
            order.external_id: (
                order.state,
                order.paid,
                order.refunded,
                [parcel.state for parcel in order.parcels.order_by("external_id") if parcel.shown_at(order.issued_at)],
            )
            for order in Order.objects.all()
        }
        transaction.set_rollback(True)
    return found


def _as_event(recording, *, store: str):
    """None for an echo of our own, of which nothing comes."""
    event = event_in(recording.body, kind=recording.event_type, installation=recorded_installation())
    return event and type(event)(**{name: getattr(event, name) for name in event.__slots__} | {"store": store})


def test_a_daily_comparing_finds_what_is_missing_and_what_differs(saleor):
    saleor.orders = [made_order(1), made_order(2)]
    catch_up()
    understand_events()
    saleor.orders = [made_order(1, status="CANCELED"), made_order(2), made_order(3)]
    found = reconcile()
    assert (found.compared, found.missing, found.different, found.unlike) == (3, 1, 1, ())
    assert states() == {"order-1": "cancelled", "order-2": "open", "order-3": "open"}
    assert reading("states").report["missing"] == 1


def test_what_the_store_cannot_show_is_reported(saleor):
    saleor.orders = [made_order(1)]
    saleor.broken = {"order-1"}
    assert reconcile().unlike == ("order-1",)
    assert reading("states").report["unlike"] == ["order-1"]


def test_an_order_that_the_store_does_not_list_is_counted(saleor):
    saleor.orders = [made_order(1)]
    catch_up()
    understand_events()
    saleor.orders = []
    assert reconcile().unknown_to_store == 1


def test_comparing_breaks_off_with_the_stores_words(saleor):
    saleor.before = lambda asked: denied()
    assert "denies" in reconcile().trouble
    assert reading("states").ended_at is None


def test_orders_of_old_are_read_and_followed_by_nothing(saleor):
    a_moment(kind="note", medium="card", anchor="confirmed", days=0)
    saleor.orders = [made_order(number) for number in range(150)]
    progress = list(read_history(since=FIRST))
    assert [(one.done, one.total) for one in progress] == [(100, 150), (150, 150)]
    assert Order.objects.count() == 150
    assert not Touch.objects.exists()


def test_what_happens_after_reading_it_is_followed(saleor, clock):
    a_moment(kind="note", medium="card", anchor="shipped", days=0)
    saleor.orders = [made_order(1)]
    list(read_history(since=FIRST))
    clock.shift(timedelta(hours=2))
    shipped = {
        "id": "f1",
        "status": "FULFILLED",
        "trackingNumber": "",
        "created": (NOW + timedelta(hours=1)).isoformat(),
    }
    fulfillments = [{**shipped, "warehouse": None, "lines": []}]
    later = (NOW + timedelta(hours=1)).isoformat()
    saleor.orders = [made_order(1, status="FULFILLED", fulfillments=fulfillments, updatedAt=later)]
    catch_up()
    understand_events()
    assert Touch.objects.count() == 1


def test_orders_of_old_are_planned_when_asked(saleor):
    a_moment(kind="note", medium="card", anchor="confirmed", days=0)
    saleor.orders = [made_order(1)]
    list(read_history(since=FIRST, plan=True))
    assert Touch.objects.count() == 1


def test_a_reading_that_was_cut_off_goes_on(saleor):
    saleor.orders = [made_order(number) for number in range(150)]
    next(read_history(since=FIRST))
    assert [one.done for one in read_history(since=FIRST)] == [150]
    assert Order.objects.count() == 150
    assert [one.done for one in read_history(since=FIRST)] == [100, 150]


def test_a_store_that_says_no_ends_the_reading_with_its_words(saleor):
    saleor.before = lambda asked: denied()
    with pytest.raises(PermanentError, match="denies"):
        list(read_history(since=FIRST))


def test_a_store_that_is_away_ends_the_reading_for_now(saleor):
    saleor.before = lambda asked: Say(b"<html>", content_type="text/html")
    with pytest.raises(TemporaryError):
        list(read_history(since=FIRST))


def test_an_order_of_old_that_cannot_be_read_is_kept_for_staff(saleor):
    saleor.orders = [made_order(1), made_order(2, status="ODD"), made_order(3)]
    saleor.broken = {"order-3"}
    (progress,) = read_history(since=FIRST)
    assert progress.unreadable == 2
    assert set(StoreEvent.objects.values_list("subject_id", flat=True)) == {"order-2", "order-3"}
    assert states() == {"order-1": "open"}


def said(capsys, *command: str) -> str:
    call_command(*command)
    return capsys.readouterr().out


def test_the_commands_say_what_they_did(saleor, capsys):
    saleor.orders = [made_order(number) for number in range(3)]
    assert said(capsys, "catch_up") == "3 events shown, 3 of them new.\n"
    understand_events()
    assert "3 orders compared: 0 were missing here, 0 differed" in said(capsys, "reconcile")
    assert "█ 3 of 3\n3 orders read." in said(capsys, "backfill", "2026-11-01")


@pytest.mark.parametrize("command", [["catch_up"], ["reconcile"], ["backfill", "2026-11-01"]], ids=lambda one: one[0])
def test_a_command_that_the_store_refuses_says_so(saleor, command):
    saleor.before = lambda asked: denied()
    with pytest.raises(CommandError, match="denies"):
        call_command(*command)


class CutOffWhenShown(StringIO):
    """A terminal at which somebody presses Ctrl-C as soon as the first bar is there."""

    def flush(self) -> None:
        raise KeyboardInterrupt


def test_a_back_fill_cut_off_by_hand_says_how_to_go_on(saleor, capsys):
    saleor.orders = [made_order(number) for number in range(150)]
    with pytest.raises(CommandError, match=r"go on from here \(100 orders read\)") as told:
        call_command("backfill", "2026-11-01", stdout=CutOffWhenShown())
    assert told.value.returncode == 130
    assert "█ 150 of 150\n150 orders read." in said(capsys, "backfill", "2026-11-01")
    assert saleor.answered.count("OrdersPage") == 2


@pytest.mark.parametrize("command", ["catch_up", "reconcile"])
def test_before_an_installation_a_command_does_not_say_that_all_is_well(saleor, command):
    Installation.objects.all().delete()
    with pytest.raises(CommandError, match="No store has registered"):
        call_command(command)


def test_staff_see_once_that_the_store_refuses_us(saleor, admin_client):
    saleor.before = lambda asked: denied()
    catch_up()
    catch_up()
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert page.count("The store does not answer us") == 1
    saleor.before = lambda asked: None
    catch_up()
    assert "The store does not answer us" not in admin_client.get(reverse("wagtailadmin_home")).content.decode()


def test_check_store_says_what_is_wrong_and_ends_with_one(saleor, capsys):
    saleor.before = lambda asked: denied() if asked.method == "POST" else Say(status=404)
    with pytest.raises(CommandError, match="are wrong"):
        call_command("check_store")
    said_now = capsys.readouterr().out
    assert "WRONG  token: the shop denies what we ask" in said_now
    assert "→" in said_now
    assert "no event has come in yet" in said_now


def test_check_store_of_the_sample_store_is_content(db, settings, capsys):
    settings.DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
    assert "ok     shop" in said(capsys, "check_store")
