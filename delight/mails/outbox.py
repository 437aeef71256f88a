"""The only module that sends: hands a mail over and tells the caller the moment after which it may have been delivered.

The mark: the caller commits *sending* after the server's ``354``, with an HTTP provider after the request's headers,
and before the first body byte. Before it nobody was told anything; after it a lost connection leaves the outcome
unknown, and the mail is not sent again blindly.
"""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from tempfile import mkstemp

from delight import clock, conf
from delight.errors import OutcomeUnknown, PermanentError, TemporaryError, TransportDown
from delight.mails.compose import Composed
from delight.mails.providers import KEY_KEEPS, SCHEME, Provider, provider_named
from delight.mails.wire import Lost, Refusal, Route, Wire

Mark = Callable[[], None]

_UNSAFE_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9@._=+-]+")
_mine = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The mail was taken: what the transport answered, and an HTTP provider's own id for the mail."""

    reply: str
    provider_id: str = ""


def hand_over(composed: Composed, *, mark: Mark) -> Handed:
    """Gives the mail to the transport of DELIGHT_MAIL and returns what it answered.

    ``mark`` is called once, just before the first body byte; if it raises, the connection is closed without a body
    byte and its exception passes on. Raises TransportDown (nobody could be told anything), TemporaryError (a 4xx for
    this mail), PermanentError (a 5xx for this mail), OutcomeUnknown (broken after the mark).
    """
    if folder := _folder():
        return Handed(reply=_into(folder, composed, mark=mark))
    if name := provider_named(conf.MAIL()):
        taken = _provider(name).hand_over(composed, mark=mark)
        return Handed(reply=taken.reply, provider_id=taken.provider_id)
    return Handed(reply=_over_smtp(composed, mark=mark))


def may_ask_again() -> timedelta | None:
    """For how long after its mark the transport knows the same mail again, so that giving it twice sends it once.

    None where there is no such key: by SMTP, and with most providers (spec/stack.md section 6).
    """
    return KEY_KEEPS.get(provider_named(conf.MAIL()))


def transport_name() -> str:
    """The transport as breakers and attempts name it: without user and password; "none" for a setting without sense."""
    return _name_of(conf.MAIL())


@lru_cache(maxsize=8)
def _name_of(target: str) -> str:
    if folder := _folder_of(target):
        return f"file:{folder}"
    if name := provider_named(target):
        return f"{SCHEME}{name}"
    try:
        route = Route.read(target)
    except ValueError:
        return "none"
    return f"smtp://{route.host}:{route.port}"


def let_go(address: str) -> int:
    """Deletes the mails to this address that the folder of ``file:`` keeps; how many. Other transports keep none."""
    folder = _folder()
    kept = [path for path in folder.glob("*.eml") if _is_to(path, address=address)] if folder else []
    for path in kept:
        path.unlink(missing_ok=True)
    return len(kept)


def _is_to(path: Path, *, address: str) -> bool:
    return parseaddr(str(message_from_bytes(path.read_bytes(), policy=policy.default)["To"]))[1] == address


def close() -> None:
    """Says goodbye on this thread's connection, if it has one."""
    if wire := _kept():
        wire.quit()
    _mine.wire = None
    provider: Provider | None = getattr(_mine, "provider", None)
    if provider is not None:
        provider.close()
    _mine.provider = None


def _provider(name: str) -> Provider:
    """This thread's own connection to the provider."""
    known: Provider | None = getattr(_mine, "provider", None)
    if known is None or known.name != name:
        known = _mine.provider = Provider(name)
    return known


def _folder() -> Path | None:
    return _folder_of(conf.MAIL())


def _folder_of(target: str) -> Path | None:
    return Path(target.removeprefix("file:")) if target.startswith("file:") and target != "file:" else None


def _route() -> Route:
    try:
        return Route.read(conf.MAIL())
    except ValueError as error:
        raise TransportDown(f"DELIGHT_MAIL is not usable: {error}.") from error


def _kept() -> Wire | None:
    wire: Wire | None = getattr(_mine, "wire", None)
    return wire


def _over_smtp(composed: Composed, *, mark: Mark) -> str:
    wire = _begun(composed)
    try:
        mark()
    except BaseException:
        _drop(wire)
        raise
    return _finish(wire, composed)


def _begun(composed: Composed) -> Wire:
    """A connection on which the server waits for this mail. A kept one that died while idle is replaced once."""
    kept = _kept()
    if kept is not None and kept.route == _route() and kept.fresh_enough():
        try:
            _begin(kept, composed)
            return kept
        except (Lost, TransportDown):
            _drop(kept)
    elif kept is not None:
        close()
    wire = _connect()
    try:
        _begin(wire, composed)
    except Lost as error:
        _drop(wire)
        raise TransportDown(f"{transport_name()} closed the connection before the mail: {error}.") from error
    return wire


def _connect() -> Wire:
    try:
        wire = Wire.open(_route())
    except Lost as error:
        raise TransportDown(f"{transport_name()} cannot be reached: {error}.") from error
    _mine.wire = wire
    return wire


def _begin(wire: Wire, composed: Composed) -> None:
    """Up to the 354. The sender is the same in every mail, so a server that refuses it is down, but for a full 552."""
    if not composed.recipient.isascii() and not wire.takes_utf8_addresses:
        raise PermanentError(f"{composed.recipient!r} needs SMTPUTF8, which {transport_name()} does not offer.")
    size, utf8 = len(composed.source), not composed.recipient.isascii()
    try:
        wire.begin(composed.sender, recipient=composed.recipient, size=size, utf8=utf8)
    except Refusal as refusal:
        if refusal.verb == "MAIL" and refusal.code >= 500 and refusal.code != 552:
            _drop(wire)
            raise TransportDown(f"{transport_name()} refuses the sender {composed.sender}: {refusal}") from refusal
        raise _for_this_mail(wire, refusal) from refusal


def _finish(wire: Wire, composed: Composed) -> str:
    """The body and the server's last word. Whatever is no clear answer leaves the outcome unknown."""
    try:
        return wire.finish_data(composed.source)
    except Refusal as refusal:
        raise _for_this_mail(wire, refusal) from refusal
    except Lost as error:
        _drop(wire)
        raise OutcomeUnknown(
            f"{transport_name()} went silent after {composed.message_id} was begun: {error}."
        ) from error
    except BaseException:
        _drop(wire)
        raise


def _for_this_mail(wire: Wire, refusal: Refusal) -> TemporaryError | PermanentError:
    """What a refusal means for the mail; the connection is kept for the next one, except after a 421."""
    if refusal.code == 421:
        _drop(wire)
        return TransportDown(f"{transport_name()} is closing: {refusal}")
    if not wire.reset():
        _drop(wire)
    sort = PermanentError if refusal.code >= 500 else TemporaryError
    return sort(f"{transport_name()} refused the mail: {refusal}")


def _drop(wire: Wire) -> None:
    wire.abort()
    if _kept() is wire:
        _mine.wire = None


def _into(folder: Path, composed: Composed, *, mark: Mark) -> str:
    """The demo's transport: one .eml, whole or not there at all. The mark comes when the folder has proved writable."""
    name = f"{int(clock.now().timestamp() * 1000)}-{composed.message_id.strip('<>')}.eml"
    path = folder / _UNSAFE_IN_A_FILE_NAME.sub("-", name)
    draft = _draft_in(folder)
    try:
        mark()
        _write(draft, composed.source, to=path)
    finally:
        draft.unlink(missing_ok=True)
    return f"kept as {path.name}"


def _draft_in(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError as error:
        raise TransportDown(f"The folder {folder} cannot be written: {error}.") from error
    os.close(descriptor)
    return Path(name)


def _write(draft: Path, source: bytes, *, to: Path) -> None:
    try:
        with draft.open("wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(to)
    except OSError as error:
        raise OutcomeUnknown(f"{to} could not be written after the mark: {error}.") from error
