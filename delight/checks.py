"""What is misconfigured, and the mend: a sentence and a hint for each, found without asking the network."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string

from delight import conf
from delight.mails.mailbox import address_of
from delight.mails.providers import provider_named
from delight.words import languages_with_words

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32
MOST_CONNECTIONS = 50
MOUNTS = Path("/proc/mounts")
SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph", "afs"})
SAFE_SQLITE = (3, 51, 3)
"""The first release without the WAL-reset bug, which can corrupt a database that several processes checkpoint."""
NO_REPLY = (
    *("noreply", "noreplies", "donotreply", "dontreply", "notreply", "noanswer", "noresponse", "donotrespond"),
    *("nepasrepondre", "nepasrépondre", "nerepondezpas", "sansreponse", "pasdereponse"),
    *("keineantwort", "nichtantworten", "antwortenichtauf", "ohneantwort"),
)
"""Parts of addresses that tell people not to answer, in English, French and German (spec A2.13), without hyphens."""

Found = Iterable[CheckMessage]


@register(Tags.compatibility)
def check_delight(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:  # Any: Django's own signature
    """All checks of the settings; none of them asks the network or the database."""
    del app_configs, kwargs
    return [message for check in CHECKS for message in check()]


def _store() -> Found:
    if _broken_path(conf.STORE()):
        yield _error(
            1, f"DELIGHT_STORE names {conf.STORE()!r}, which cannot be imported.", hint=_broken_path(conf.STORE())
        )


def _kinds() -> Found:
    for path in conf.KINDS():
        if broken := _broken_path(path):
            yield _error(2, f"DELIGHT_KINDS names {path!r}, which cannot be imported.", hint=broken)


def _site_url() -> Found:
    url = urlsplit(conf.SITE_URL())
    if not url.scheme or not url.hostname:
        yield _error(
            3,
            f"DELIGHT_SITE_URL is {conf.SITE_URL()!r}: no absolute address, so no link in a mail would lead anywhere.",
            hint="Set it to the site's public address, such as https://delight.example.com.",
        )
    elif url.scheme != "https" and not (conf.DEMO() and url.hostname in LOOPBACK):
        yield _error(
            4,
            f"DELIGHT_SITE_URL is {conf.SITE_URL()!r}, which is not https: people's links could be read.",
            hint="Serve the site over https and write the address with https://.",
        )


def _sender() -> Found:
    yield from _address(conf.SENDER(), name="DELIGHT_SENDER", missing=5, silent=6)


def _reply_to() -> Found:
    if conf.REPLY_TO():
        yield from _address(conf.REPLY_TO(), name="DELIGHT_REPLY_TO", missing=7, silent=8)


def _address(value: str, *, name: str, missing: int, silent: int) -> Found:
    address = parseaddr(value)[1]
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        yield _error(
            missing,
            f"{name} is {value!r}, which holds no mail address.",
            hint="Write it as: Name <address@example.com>.",
        )
    elif tells_not_to_answer(address):
        yield _error(
            silent,
            f"{name} is {address}, which tells people not to answer.",
            hint="Use an address whose mail a person reads: half of the good of a letter is that it can be answered.",
        )


def tells_not_to_answer(address: str) -> bool:
    """Whether this address tells people not to answer."""
    return any(words in re.sub(r"[-_.+]", "", address.rpartition("@")[0].lower()) for words in NO_REPLY)


def _inbox() -> Found:
    try:
        address_of(conf.INBOX() or "imaps://user@host")
    except ValueError as error:
        yield _error(
            43,
            f"DELIGHT_INBOX cannot be used: {error}.",
            hint="Write imaps://user:password@host/INBOX, or leave it empty.",
        )


def _secret() -> Found:
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield _error(
            9,
            f"SECRET_KEY has {len(settings.SECRET_KEY)} characters: links and sealed tokens could be forged.",
            hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))", and keep it out of the code.',
        )


def _address_key() -> Found:
    if settings.SECRET_KEY_FALLBACKS and not conf.ADDRESS_KEY():
        yield _error(
            22,
            "SECRET_KEY was changed, and DELIGHT_ADDRESS_KEY is empty: nobody's stop would be found again.",
            hint="Set DELIGHT_ADDRESS_KEY to the first SECRET_KEY there was (the last of SECRET_KEY_FALLBACKS).",
        )


def _demo() -> Found:
    if not conf.DEMO():
        yield from _only_in_demo()
    elif urlsplit(conf.SITE_URL()).hostname not in LOOPBACK:
        yield _error(
            10,
            f"DELIGHT_DEMO is on, and DELIGHT_SITE_URL is {conf.SITE_URL()!r}: the demo shows mails.",
            hint="Run the demo on 127.0.0.1 only, or switch DELIGHT_DEMO off.",
        )


def _only_in_demo() -> Found:
    if conf.STORE().startswith("storefront_hooks.sample"):
        yield _error(
            11,
            "DELIGHT_STORE is the sample store, whose orders are invented.",
            hint="Set DELIGHT_STORE to storefront_hooks.saleor.SaleorStore, or run the demo.",
        )
    if conf.MAIL().startswith("file:"):
        yield _error(
            12,
            f"DELIGHT_MAIL is {conf.MAIL()!r}: mails would be written to files and reach nobody.",
            hint="Set it to your mail server: smtp://user:password@host:587?tls=starttls.",
        )


def _time_zone() -> Found:
    try:
        ZoneInfo(conf.TIME_ZONE())
    except (ZoneInfoNotFoundError, ValueError):
        yield _error(
            13, f"DELIGHT_TIME_ZONE {conf.TIME_ZONE()!r} is no zone.", hint="Use an IANA name, such as Europe/Berlin."
        )


def _mail() -> Found:
    if name := provider_named(conf.MAIL()):
        yield from _provider(name)
    elif not _known_mail_address(conf.MAIL()):
        yield _error(
            14,
            f"DELIGHT_MAIL cannot be understood (it begins with {urlsplit(conf.MAIL()).scheme or 'nothing'}:).",
            hint="Write smtp://user:password@host:587?tls=starttls, smtp://host:25, anymail:provider "
            "or file:/path/to/folder.",
        )


def _known_mail_address(setting: str) -> bool:
    url = urlsplit(setting)
    try:
        return (url.scheme == "smtp" and bool(url.hostname) and url.port != 0) or (
            url.scheme == "file" and bool(url.path)
        )
    except ValueError:  # a port that is no number
        return False


def _provider(name: str) -> Found:
    if broken := _broken_path(f"anymail.backends.{name}.EmailBackend"):
        yield _error(
            20,
            f"DELIGHT_MAIL names the provider {name!r}, which cannot be used.",
            hint=f"pip install delight[esp]. {broken}",
        )
    elif not getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
        yield _error(
            21,
            "ANYMAIL holds no WEBHOOK_SECRET, so the provider's bounces, complaints and stops are turned away.",
            hint='Set it to "user:password" and let the provider call '
            f"https://user:password@{urlsplit(conf.SITE_URL()).netloc}/mail/{name}/events/.",
        )


def _engine() -> str:
    """ "sqlite3", "postgresql", or what else the database is."""
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


def _database() -> Found:
    database = settings.DATABASES["default"]
    if _engine() not in ("sqlite3", "postgresql"):
        yield _error(
            30,
            f"The database is {_engine()}, on which Delight's claims and marks are not proven.",
            hint="Use SQLite (leave DATABASE_URL empty) or PostgreSQL: DATABASE_URL=postgres://user:password@host/name.",
        )
    elif _engine() == "postgresql" and database.get("CONN_MAX_AGE") == 0 and "pool" not in database.get("OPTIONS", {}):
        yield _error(
            31,
            "PostgreSQL with CONN_MAX_AGE 0 and no pool opens a connection for each request: five to fifteen times "
            "slower.",
            hint="Set CONN_MAX_AGE to None with CONN_HEALTH_CHECKS, or OPTIONS['pool'] to True.",
        )


def _database_folder() -> Found:
    """SQLite's locks do not reach from machine to machine."""
    name = str(settings.DATABASES["default"]["NAME"])
    on_a_share = _engine() == "sqlite3" and _file_system(Path(name).resolve())
    if on_a_share:
        yield _error(
            32,
            f"The SQLite file {name} lies on a network share ({on_a_share}), where its locks do not hold.",
            hint="Put DELIGHT_VAR on this machine's own disk; for several machines use PostgreSQL (DATABASE_URL).",
        )


def _file_system(path: Path) -> str:
    """The name of the network file system that the path lies on; "" for a local one, or where nobody tells."""
    try:
        mounts = [line.split(" ") for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    places = {mount[1].replace("\\040", " "): mount[2] for mount in mounts if len(mount) > 2}
    nearest = next((places[str(place)] for place in (path, *path.parents) if str(place) in places), "")
    return nearest if nearest in SHARES else ""


def _broker_client() -> Found:
    if "redis" in settings.Q_CLUSTER and _broken_path("redis.Redis"):
        yield _error(
            33,
            "DELIGHT_BROKER_URL is set, and the client for Redis is not installed.",
            hint="Run: pip install 'delight[redis]', or leave DELIGHT_BROKER_URL empty.",
        )


def _connections() -> Found:
    if not 0 <= conf.CONNECTIONS() <= MOST_CONNECTIONS:
        yield _error(
            34,
            f"DELIGHT_CONNECTIONS is {conf.CONNECTIONS()}: no mail server takes so many at once from one worker.",
            hint=f"Choose 1 to {MOST_CONNECTIONS}; 2 to 10 suits most mail servers.",
        )


def _broker() -> Found:
    if _engine() == "sqlite3" and "redis" in settings.Q_CLUSTER:
        yield _error(
            15,
            "SQLite together with the Redis broker runs schedules twice.",
            hint="Use PostgreSQL with Redis (DATABASE_URL), or leave DELIGHT_BROKER_URL empty.",
        )


def _sqlite() -> Found:
    if _engine() == "sqlite3" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield Warning(
            f"SQLite is {sqlite3.sqlite_version}: before 3.51.3 a checkpoint at the wrong moment can corrupt the file.",
            hint="Run Delight under its supervisor, which is the only checkpointer, and keep a nightly backup; "
            "or use PostgreSQL.",
            id="delight.W001",
        )


def _languages() -> Found:
    for language in (conf.LANGUAGE(), *conf.LANGUAGES()):
        if language not in languages_with_words():
            yield _error(
                16,
                f"There are no words in the language {language!r}.",
                hint=f"Choose from {', '.join(languages_with_words())} in DELIGHT_LANGUAGE and DELIGHT_LANGUAGES.",
            )


def _notices() -> Found:
    for number, notice in enumerate(conf.NOTICES(), start=1):
        if not _is_notice(notice):
            yield _error(
                17,
                f"DELIGHT_NOTICES, entry {number}, is {notice!r}.",
                hint="Each is {'text': version, 'valid_from': 'YYYY-MM-DD', 'channels': ['*']}.",
            )


def _is_notice(notice: object) -> bool:
    if not isinstance(notice, dict) or not isinstance(notice.get("text"), str) or not notice["text"]:
        return False
    channels = notice.get("channels")
    try:
        date.fromisoformat(str(notice.get("valid_from")))
    except ValueError:
        return False
    return isinstance(channels, list | tuple) and bool(channels) and all(isinstance(one, str) for one in channels)


def _shop() -> Found:
    for number, setting in ((18, conf.SHOP_NAME), (19, conf.SHOP_ADDRESS)):
        if not setting().strip():
            yield _error(
                number,
                f"DELIGHT_{setting.name} is empty, and it must stand in every mail.",
                hint=f"Set it: {setting.doc}",
            )


def _places() -> Found:
    for setting in (conf.REVIEW_URL, conf.WITHDRAWAL_URL, conf.PRODUCT_URL):
        address = setting()
        if address and not (urlsplit(address).hostname and address.startswith("https://")):
            hint = f"Write the whole address, or leave it empty: {setting.doc}"
            yield _error(42, f"DELIGHT_{setting.name} is {address!r}, which is no https address.", hint=hint)
    if conf.PRODUCT_URL() and "{slug}" not in conf.PRODUCT_URL():
        yield _error(42, "DELIGHT_PRODUCT_URL has no {slug} in it.", hint=f"Set it: {conf.PRODUCT_URL.doc}")


def _carrier_key() -> Found:
    if 0 < len(conf.CARRIER_KEY()) < SHORTEST_SECRET:
        yield _error(
            40,
            f"DELIGHT_CARRIER_KEY has {len(conf.CARRIER_KEY())} characters: arrivals could be forged.",
            hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(40))".',
        )


def _road_days() -> Found:
    for key, days in conf.ROAD_DAYS().items():
        if not key.strip() or not isinstance(days, int) or not 0 <= days <= 60:
            yield _error(
                41,
                f"DELIGHT_ROAD_DAYS has the entry {key!r}: {days!r}.",
                hint='Each is {"DE:parcel": 2}, {"express": 1} or {"US": 7}: whole working days, 0 to 60.',
            )


CHECKS: Sequence[Callable[[], Found]] = (
    _store,
    _kinds,
    _site_url,
    _sender,
    _reply_to,
    _inbox,
    _secret,
    _address_key,
    _demo,
    _time_zone,
    _mail,
    _database,
    _database_folder,
    _broker,
    _broker_client,
    _connections,
    _sqlite,
    _languages,
    _notices,
    _shop,
    _places,
    _carrier_key,
    _road_days,
)


def _error(number: int, sentence: str, *, hint: str) -> Error:
    return Error(sentence, hint=hint, id=f"delight.E{number:03}")


def _broken_path(path: str) -> str:
    """Why the dotted path cannot be imported; "" if it can."""
    try:
        import_string(path)
    except ImportError as error:
        return f"{error}. Check the spelling, and that the package is installed."
    return ""
