"""The box to which people answer, read over IMAP and left as it is: what we have read stays unread for people."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from delight.errors import TemporaryError

TIMEOUT = 20.0
"""Seconds without a word from the server."""
MOST_BYTES = 2_000_000
"""Of one mail; what lies beyond is its attachments."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_STATUS = re.compile(rb"(UIDVALIDITY|UIDNEXT) (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What DELIGHT_INBOX says."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    encryption: str


def address_of(setting: str) -> Address:
    """The parts of imaps://user:password@host:993/folder. Raises ValueError saying what is wrong with it."""
    url = urlsplit(setting)
    if url.scheme not in ("imap", "imaps") or not url.hostname or not url.username:
        raise ValueError("it must look like imaps://user:password@host/INBOX")
    starttls = parse_qs(url.query).get("tls") == ["starttls"]
    encryption = "tls" if url.scheme == "imaps" else "starttls" if starttls else ""
    if not encryption and url.hostname not in LOOPBACK:
        raise ValueError("without encryption everybody on the way could read the post: write imaps:// or ?tls=starttls")
    return Address(
        host=url.hostname,
        port=url.port or (993 if encryption == "tls" else 143),
        user=unquote(url.username),
        password=unquote(url.password or ""),
        folder=unquote(url.path.strip("/")) or "INBOX",
        encryption=encryption,
    )


class Mailbox:
    """One look into the box. Every trouble with the server is a TemporaryError without address and password."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.validity, self.next_uid = 0, 0

    def __enter__(self) -> Self:
        try:
            self._imap = self._connected()
            self._open()
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise _away(error) from error
        return self

    def __exit__(
        self, sort: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._imap.shutdown()

    def after(self, uid: int, *, most: int) -> Iterator[tuple[int, bytes]]:
        """The mails that came after this one, at most so many, the oldest first, each with its number."""
        for number in self._search(f"UID {uid + 1}:*", above=uid)[:most]:
            yield number, self._fetch(number)

    def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in it."""
        return bool(self._search(f'HEADER Message-ID "{message_id}"', above=0))

    def read(self, message_id: str) -> bytes:
        """The mail with this Message-ID as it lies there; empty where there is none."""
        found = self._search(f'HEADER Message-ID "{message_id}"', above=0)
        return self._fetch(found[-1]) if found else b""

    def _connected(self) -> imaplib.IMAP4:
        address, context = self.address, ssl.create_default_context()
        if address.encryption == "tls":
            return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=TIMEOUT)
        imap = imaplib.IMAP4(address.host, address.port, timeout=TIMEOUT)
        if address.encryption == "starttls":
            imap.starttls(context)
        return imap

    def _open(self) -> None:
        folder = '"' + self.address.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        try:
            self._imap.login(self.address.user, self.address.password)
            _, told = self._imap.status(folder, "(UIDVALIDITY UIDNEXT)")
            numbers = dict(_STATUS.findall(b" ".join(one for one in told if isinstance(one, bytes))))
            self.validity, self.next_uid = int(numbers[b"UIDVALIDITY"]), int(numbers[b"UIDNEXT"])
            answer, _ = self._imap.select(folder, readonly=True)
        except (imaplib.IMAP4.error, OSError):
            self._imap.shutdown()
            raise
        except KeyError as missing:
            self._imap.shutdown()
            raise imaplib.IMAP4.error(f"the folder cannot be asked for its {missing}") from missing
        if answer != "OK":
            self._imap.shutdown()
            raise imaplib.IMAP4.error("the folder cannot be opened")

    def _search(self, wanted: str, *, above: int) -> list[int]:
        """Servers answer "7:*" with the last mail even where it is older: those are left out."""
        found = self._ask("SEARCH", wanted)
        numbers = [int(part) for line in found if isinstance(line, bytes) for part in line.split()]
        return sorted(number for number in numbers if number > above)

    def _ask(self, *command: str) -> list[Any]:  # Any: imaplib hands over bytes, tuples and None
        try:
            answer, found = self._imap.uid(*command)
        except (imaplib.IMAP4.error, OSError) as error:
            raise _away(error) from error
        if answer != "OK":
            raise _away(imaplib.IMAP4.error(f"{command[0]} is answered with {answer}"))
        return found

    def _fetch(self, number: int) -> bytes:
        parts = self._ask("FETCH", str(number), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


def _away(error: Exception) -> TemporaryError:
    return TemporaryError(f"the mailbox cannot be read: {type(error).__name__} {error}"[:300])
