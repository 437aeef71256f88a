"""Staff hear of a trouble once, by a mail of ours, and again only when it was over for hours."""

import email
import email.policy
from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import Settings

from delight.actions.upkeep.tell_alarms import tell_alarms
from delight.models import Alarm, Duty, Heartbeat
from tests.factories import NOW
from tests.fakes_smtp import DROP, SmtpPeer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _silent_worker(clock: time_machine.Traveller, settings: Settings) -> None:
    settings.DELIGHT_ALARM_TO = "noor@lindenloom.example"


def later(clock: time_machine.Traveller, minutes: float) -> None:
    clock.shift(timedelta(minutes=minutes))


def test_a_trouble_that_lasts_is_told_once_not_a_thousand_times(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    for _ in range(20):
        assert tell_alarms() == ""
        later(clock, 1)
    (told,) = peer.messages
    mail = email.message_from_bytes(told, policy=email.policy.default)
    assert (mail["To"], mail["Auto-Submitted"]) == ("noor@lindenloom.example", "auto-generated")
    assert mail["Subject"] == "Delight: No worker has shown a sign of life for two minutes: " + (
        "nothing is understood and nothing is sent."
    )
    assert "python -m delight run" in mail.get_content()


def test_what_is_over_within_minutes_is_not_told(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    tell_alarms()
    later(clock, 4)
    Heartbeat.objects.create(name="worker", beat_at=NOW + timedelta(minutes=4))
    tell_alarms()
    assert (peer.messages, Alarm.objects.count()) == ([], 0)


def test_a_damaged_database_is_told_at_once(peer: SmtpPeer) -> None:
    Duty.objects.create(name="integrity", trouble="row 7 missing from index")
    tell_alarms()
    assert len(peer.messages) == 1


def test_a_trouble_that_comes_back_soon_is_the_same_one(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    _told_and_over(clock)
    later(clock, 60)
    tell_alarms()
    later(clock, 6)
    tell_alarms()
    assert len(peer.messages) == 1


def test_a_trouble_that_comes_back_after_a_good_time_is_told_again(
    peer: SmtpPeer, clock: time_machine.Traveller
) -> None:
    _told_and_over(clock)
    later(clock, 7 * 60)
    tell_alarms()
    later(clock, 6)
    tell_alarms()
    assert len(peer.messages) == 2


def _told_and_over(clock: time_machine.Traveller) -> None:
    tell_alarms()
    later(clock, 6)
    tell_alarms()
    beat = Heartbeat.objects.create(name="worker", beat_at=NOW + timedelta(minutes=6))
    tell_alarms()
    beat.delete()


def test_an_alarm_that_could_not_be_told_is_told_later(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    tell_alarms()
    later(clock, 6)
    peer.answers["CONNECT"].append(DROP)
    assert "could not be told" in tell_alarms()
    assert (tell_alarms(), len(peer.messages)) == ("", 1)


def test_two_processes_tell_it_once(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    tell_alarms()
    later(clock, 6)
    Alarm.objects.update(claimed_until=NOW + timedelta(minutes=10))
    tell_alarms()
    assert peer.messages == []


def test_without_an_address_for_alarms_whoever_reads_answers_is_told(
    peer: SmtpPeer, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.DELIGHT_ALARM_TO = ""
    tell_alarms()
    later(clock, 6)
    tell_alarms()
    assert b"To: hannah@lindenloom.example" in peer.messages[0]


def test_the_demo_tells_nobody(peer: SmtpPeer, clock: time_machine.Traveller, settings: Settings) -> None:
    settings.DELIGHT_DEMO = True
    assert (tell_alarms(), Alarm.objects.count()) == ("", 0)
