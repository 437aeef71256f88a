"""Each check has a test named for its id; the site of the tests itself is well configured."""

import sqlite3
import sys

import pytest

from delight import checks


@pytest.fixture(autouse=True)
def well_configured(settings):
    settings.DELIGHT_STORE = "storefront_hooks.saleor.SaleorStore"
    settings.DELIGHT_MAIL = "smtp://mail.lindenloom.example:587?tls=starttls"
    settings.SECRET_KEY = "k" * 50


BACKENDS = "django.db.backends"


def found():
    return {message.id for message in checks.check_delight(None)} - {"delight.W001"}


def test_a_good_configuration_is_left_alone():
    assert found() == set()


def test_every_message_has_a_sentence_and_a_hint(settings):
    settings.DELIGHT_STORE = settings.DELIGHT_SITE_URL = settings.DELIGHT_SENDER = settings.DELIGHT_MAIL = ""
    messages = checks.check_delight(None)
    assert len(messages) > 3
    assert all(message.msg.endswith((".", ":).")) and message.hint for message in messages)


def test_e001_a_store_that_cannot_be_imported(settings):
    settings.DELIGHT_STORE = "storefront_hooks.nowhere.Store"
    assert found() == {"delight.E001"}


def test_e002_a_kind_that_cannot_be_imported(settings):
    settings.DELIGHT_KINDS = ["delight.kinds.note.Noet"]
    assert found() == {"delight.E002"}


@pytest.mark.parametrize("url", ["", "lindenloom.example", "/shop"])
def test_e003_no_absolute_site_address(settings, url):
    settings.DELIGHT_SITE_URL = url
    assert found() == {"delight.E003"}


def test_e004_a_site_without_https(settings):
    settings.DELIGHT_SITE_URL = "http://lindenloom.example"
    assert found() == {"delight.E004"}


def test_e004_is_silent_for_the_demo_on_this_machine(settings):
    settings.DELIGHT_DEMO = True
    settings.DELIGHT_SITE_URL = "http://127.0.0.1:8765"
    assert found() == set()


@pytest.mark.parametrize("sender", ["", "Hannah", "hannah@"])
def test_e005_no_sender(settings, sender):
    settings.DELIGHT_SENDER = sender
    assert found() == {"delight.E005"}


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "do_not_reply",
        "donotreply",
        "ne-pas-repondre",
        "keine-antwort",
        "bitte-nicht-antworten",
        "shop.noreply",
    ],
)
def test_e006_a_sender_that_tells_people_not_to_answer(settings, local):
    settings.DELIGHT_SENDER = f"Linden & Loom <{local}@lindenloom.example>"
    assert found() == {"delight.E006"}


@pytest.mark.parametrize("local", ["reply", "hannah", "antwort", "noah", "renoreplica"])
def test_e006_lets_a_person_answer(settings, local):
    settings.DELIGHT_SENDER = f"Linden & Loom <{local}@lindenloom.example>"
    assert found() == set()


def test_e007_a_reply_to_without_an_address(settings):
    settings.DELIGHT_REPLY_TO = "Tomasz"
    assert found() == {"delight.E007"}


def test_e008_a_reply_to_that_tells_people_not_to_answer(settings):
    settings.DELIGHT_REPLY_TO = "noreply@lindenloom.example"
    assert found() == {"delight.E008"}


def test_e009_a_secret_that_can_be_guessed(settings):  # an empty one is refused by Django itself
    settings.SECRET_KEY = "short"
    assert found() == {"delight.E009"}


def test_e010_the_demo_on_a_public_address(settings):
    settings.DELIGHT_DEMO = True
    assert found() == {"delight.E010"}


def test_e011_the_sample_store_in_production(settings):
    settings.DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
    assert found() == {"delight.E011"}


def test_e012_mails_into_files_in_production(settings):
    settings.DELIGHT_MAIL = "file:/tmp/outbox"
    assert found() == {"delight.E012"}


@pytest.mark.parametrize("zone", ["Europe/Leipzig", "", "../etc/passwd"])
def test_e013_a_zone_that_is_none(settings, zone):
    settings.DELIGHT_TIME_ZONE = zone
    assert found() == {"delight.E013"}


@pytest.mark.parametrize("mail", ["", "mail.lindenloom.example", "smtp://", "smtp://host:port", "ftp://host"])
def test_e014_a_transport_that_cannot_be_understood(settings, mail):
    settings.DELIGHT_MAIL = mail
    assert found() == {"delight.E014"}


@pytest.fixture
def database(settings, monkeypatch):
    """Changes what the settings say of the database; the tests' own connection stays as it is."""

    def change(**told):
        for name, value in told.items():
            monkeypatch.setitem(settings.DATABASES["default"], name, value)

    change(ENGINE=f"{BACKENDS}.sqlite3", NAME="delight.sqlite3", OPTIONS={})
    settings.Q_CLUSTER = {name: value for name, value in settings.Q_CLUSTER.items() if name != "redis"}
    return change


def test_e030_a_database_that_is_not_proven(database):
    database(ENGINE=f"{BACKENDS}.mysql")
    assert found() == {"delight.E030"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param({"CONN_MAX_AGE": 0}, {"delight.E031"}, id="a connection for each request"),
        pytest.param({"CONN_MAX_AGE": None}, set(), id="kept"),
        pytest.param({"CONN_MAX_AGE": 0, "OPTIONS": {"pool": True}}, set(), id="pooled"),
    ],
)
def test_e031_postgresql_without_kept_connections(database, told, expected):
    database(ENGINE=f"{BACKENDS}.postgresql", **told)
    assert found() == expected


def test_e032_sqlite_on_a_network_share(database, monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nnas:/shop {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    database(NAME=tmp_path / "delight.sqlite3")
    assert found() == {"delight.E032"}


def test_e033_redis_without_its_client(database, settings, monkeypatch):
    database(ENGINE=f"{BACKENDS}.postgresql", CONN_MAX_AGE=None)
    monkeypatch.setitem(sys.modules, "redis", None)
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "redis": "redis://127.0.0.1"}
    assert found() == {"delight.E033"}


def test_e034_more_mail_connections_than_a_server_takes(settings):
    settings.DELIGHT_CONNECTIONS = 51
    assert found() == {"delight.E034"}


def test_e015_sqlite_with_redis(database, settings):
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "redis": "redis://127.0.0.1"}
    assert found() == {"delight.E015"}


def test_e016_a_language_without_words(settings):
    settings.DELIGHT_LANGUAGES = ["en", "eo"]
    assert found() == {"delight.E016"}


@pytest.mark.parametrize(
    "notice",
    [
        {"text": "checkout-2026-05", "valid_from": "May 2026", "channels": ["*"]},
        {"text": "", "valid_from": "2026-05-01", "channels": ["*"]},
        {"text": "checkout-2026-05", "valid_from": "2026-05-01", "channels": []},
        {"text": "checkout-2026-05", "valid_from": "2026-05-01", "channels": "*"},
        "checkout-2026-05",
    ],
    ids=["no date", "no text", "no channel", "channels as text", "no table"],
)
def test_e017_a_malformed_notice(settings, notice):
    settings.DELIGHT_NOTICES = [notice]
    assert found() == {"delight.E017"}


def test_e018_a_shop_without_a_name(settings):
    settings.DELIGHT_SHOP_NAME = " "
    assert found() == {"delight.E018"}


def test_e019_a_shop_without_an_address(settings):
    settings.DELIGHT_SHOP_ADDRESS = ""
    assert found() == {"delight.E019"}


def test_w001_an_sqlite_that_can_corrupt_its_file(database):
    database(NAME="delight.sqlite3")
    warned = "delight.W001" in {message.id for message in checks.check_delight(None)}
    assert warned == (sqlite3.sqlite_version_info < (3, 51, 3))


def test_every_check_that_is_made_has_a_test_here():
    import re
    from pathlib import Path

    made = {int(number) for number in re.findall(r"_error\(\s*(\d+)", Path(checks.__file__).read_text())}
    made |= {5, 6, 7, 8, 18, 19}  # numbered through a parameter
    tested = {int(number) for number in re.findall(r"def test_e(\d+)", Path(__file__).read_text())}
    assert made == tested


def test_e020_a_mail_provider_that_anymail_does_not_know(settings):
    settings.DELIGHT_MAIL = "anymail:carrier_pigeon"
    assert found() == {"delight.E020"}


def test_e021_a_mail_provider_whose_events_anybody_could_invent(settings):
    settings.DELIGHT_MAIL = "anymail:resend"
    settings.ANYMAIL = {"RESEND_API_KEY": "k"}
    assert found() == {"delight.E021"}


def test_a_mail_provider_with_its_secret_is_left_alone(settings):
    settings.DELIGHT_MAIL = "anymail:resend"
    settings.ANYMAIL = {"RESEND_API_KEY": "k", "WEBHOOK_SECRET": "user:password"}
    assert found() == set()


@pytest.mark.parametrize("name", ["DELIGHT_REVIEW_URL", "DELIGHT_WITHDRAWAL_URL", "DELIGHT_PRODUCT_URL"])
@pytest.mark.parametrize("address", ["reviews.example", "http://reviews.example/", "https://"])
def test_e042_a_place_for_reviews_or_withdrawals_that_is_none(settings, name, address):
    setattr(settings, name, address)
    assert found() == {"delight.E042"}


@pytest.mark.parametrize(
    "address", ["https://host/", "imaps://host/INBOX", "imaps://user:word@", "imap://user:word@mail.example/INBOX"]
)
def test_e043_a_box_that_cannot_be_looked_into(settings, address):
    settings.DELIGHT_INBOX = address
    assert found() == {"delight.E043"}


@pytest.mark.parametrize(
    "address",
    ["imaps://user:word@mail.example/INBOX", "imap://u:w@mail.example?tls=starttls", "imap://u:w@127.0.0.1:1143"],
)
def test_a_box_that_can_be_looked_into_is_left_alone(settings, address):
    settings.DELIGHT_INBOX = address
    assert found() == set()


def test_e040_a_carriers_key_that_can_be_guessed(settings):
    settings.DELIGHT_CARRIER_KEY = "short"
    assert found() == {"delight.E040"}


@pytest.mark.parametrize("stated", [{"": 2}, {"DE": "2"}, {"DE": -1}, {"DE": 61}], ids=str)
def test_e041_days_on_the_road_that_are_none(settings, stated):
    settings.DELIGHT_ROAD_DAYS = stated
    assert found() == {"delight.E041"}


def test_e022_a_changed_secret_under_which_stops_were_hashed(settings):
    settings.SECRET_KEY_FALLBACKS = ["o" * 50]
    assert found() == {"delight.E022"}


def test_a_changed_secret_beside_an_address_key_is_left_alone(settings):
    settings.SECRET_KEY_FALLBACKS, settings.DELIGHT_ADDRESS_KEY = ["o" * 50], "a" * 50
    assert found() == set()
