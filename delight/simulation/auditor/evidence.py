"""What the auditor looks at: mails as they came in, paper as it was printed, the ledger of what happened."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

SERVICE = "service"


class Connection(Protocol):
    """A database connection, of whatever maker."""

    def cursor(self) -> Any:  # Any: the drivers' cursors carry no common type
        """A cursor that executes and fetches."""
        ...


class Came(Protocol):
    """A mail as the post office kept it."""

    @property
    def at(self) -> datetime: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def source(self) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the ledger; ``place`` counts them in the order in which they were written."""

    place: int
    at: datetime
    what: str
    order: str
    address: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What the database says stands behind a Message-ID: a touch, its order, and until when it was to come."""

    touch: int
    order: str
    not_after: datetime


@dataclass(frozen=True)
class Mail:
    """One planned mail, read as its reader's program reads it."""

    at: datetime
    recipients: tuple[str, ...]
    source: bytes
    behind: Behind | None
    zone: str
    country: str
    """Where its reader lives, as far as the shop can know."""
    heads: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        """The whole of it."""
        found = message_from_bytes(self.source, policy=policy.default)
        if not isinstance(found, EmailMessage):
            raise TypeError("this is no mail")
        return found

    def head(self, name: str) -> str:
        """A header as text, "" where there is none; read once, for the parser reads it anew each time."""
        if name not in self.heads:
            self.heads[name] = str(self.message[name] or "")
        return self.heads[name]

    @property
    def address(self) -> str:
        """Whose box it came to."""
        return self.recipients[0].lower()

    @property
    def kind(self) -> str:
        """What it calls itself for the feedback loops of mail providers."""
        return self.head("Feedback-ID").split(":")[0]

    @property
    def is_offer(self) -> bool:
        """Everything is, but what says that it is a service, and that is looked at closely."""
        return self.head("Feedback-ID").split(":")[2:3] != [SERVICE]

    @cached_property
    def text(self) -> str:
        """Its text part."""
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        """Its HTML part."""
        return self._part("html")

    def _part(self, subtype: str) -> str:
        found = self.message.get_body((subtype,))
        return str(found.get_content()) if found is not None else ""

    @property
    def order(self) -> str:
        """The order it speaks of, "" where nobody knows."""
        return self.behind.order if self.behind else ""

    @cached_property
    def local(self) -> datetime:
        """When it came, by the clock on its reader's wall."""
        return self.at.astimezone(ZoneInfo(self.zone))

    def __str__(self) -> str:
        return f"{self.kind} of order {self.order} at {self.local:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One printed piece; ``place`` is the ledger's line that tells of its run."""

    kind: str
    order: str
    address: str
    place: int
    content: str

    def __str__(self) -> str:
        return f"{self.kind} on paper for order {self.order}"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All of it."""

    mails: Sequence[Mail]
    papers: Sequence[Paper]
    lines: Sequence[Line]
    connection: Connection
    by_order: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    by_address: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database answers."""
        return _rows(self.connection, statement)

    def of_order(self, order: str, *what: str) -> list[Line]:
        """What the ledger tells of an order."""
        return [line for line in self.by_order.get(order, ()) if line.what in what]

    def of_address(self, address: str, *what: str) -> list[Line]:
        """What the ledger tells of an address."""
        return [line for line in self.by_address.get(address, ()) if line.what in what]


def gather(connection: Connection, *, mails: Iterable[Came]) -> Evidence:
    """Read everything once."""
    lines = _lines(connection)
    by_order, by_address = defaultdict(list), defaultdict(list)
    for line in lines:
        by_order[line.order].append(line)
        by_address[line.address].append(line)
    behind = _behind(connection)
    planned = [_mail(came, behind=behind, by_order=by_order, by_address=by_address) for came in mails]
    return Evidence(
        mails=[mail for mail in planned if mail.head("Auto-Submitted") or not mail.head("In-Reply-To")],
        papers=_papers(connection, lines=lines),
        lines=lines,
        connection=connection,
        by_order=by_order,
        by_address=by_address,
    )


Lines = Mapping[str, Sequence[Line]]


def _mail(came: Came, *, behind: Mapping[str, Behind], by_order: Lines, by_address: Lines) -> Mail:
    header = re.search(rb"^Message-ID:\s*(<[^>]+>)", came.source, re.MULTILINE | re.IGNORECASE)
    known = behind.get(header.group(1).decode()) if header else None
    lives = [line for line in by_order.get(known.order, ()) if line.what == "lives"] if known else []
    zone, country = _home(lives, own=by_address.get(lives[0].address, ()), at=came.at) if lives else ("UTC", "")
    return Mail(came.at, came.recipients, came.source, known, zone, country)


def _home(lives: Sequence[Line], *, own: Sequence[Line], at: datetime) -> tuple[str, str]:
    """Zone and country as last told of this order; of a giver as told of the last order for themselves, until there is
    one the shop's (A6.4)."""
    zone, country, *shop = _latest(lives, at=at).detail.split("\n")
    if not shop:
        return zone, country
    themselves = [line for line in own if line.what == "lives" and line.detail.count("\n") == 1 and line.at < at]
    if not themselves:
        return shop[0], shop[1]
    newest = list(dict.fromkeys(line.order for line in themselves))[-1]
    zone, country = _latest([line for line in themselves if line.order == newest], at=at).detail.split("\n")
    return zone, country


def _latest(lines: Sequence[Line], *, at: datetime) -> Line:
    return [line for line in lines if line.at <= at or line is lines[0]][-1]


def _rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()]


def moment(told: object) -> datetime:
    """A time as a database tells it: a value, or text in UTC."""
    found = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _lines(connection: Connection) -> list[Line]:
    rows = _rows(connection, "SELECT at, what, order_id, address, detail FROM simulation_ledger ORDER BY place")
    return [
        Line(place=place, at=moment(at), what=what, order=order, address=address.lower(), detail=detail)
        for place, (at, what, order, address, detail) in enumerate(rows)
    ]


def _behind(connection: Connection) -> dict[str, Behind]:
    rows = _rows(
        connection,
        """SELECT a.message_id, t.id, o.external_id, t.not_after FROM delight_attempt AS a
        JOIN delight_touch AS t ON t.id = a.touch_id JOIN delight_order AS o ON o.id = t.order_id""",
    )
    return {
        message_id: Behind(touch=touch, order=order, not_after=moment(not_after))
        for message_id, touch, order, not_after in rows
    }


def _words(content: Any) -> Iterator[str]:  # Any: whatever JSON holds
    """Every text in what was printed, but the address behind its code."""
    if isinstance(content, str) and content[:1] in ("{", "["):
        yield from _words(json.loads(content))
    elif isinstance(content, str) and not content.startswith("http"):
        yield content
    elif isinstance(content, Mapping):
        for one in content.values():
            yield from _words(one)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for one in content:
            yield from _words(one)


def _papers(connection: Connection, *, lines: Sequence[Line]) -> list[Paper]:
    """First prints; a reprint says nothing new."""
    places = {line.detail: line.place for line in lines if line.what == "printed"}
    buyers = {line.order: line.address for line in lines if line.what in ("placed", "gift")}
    rows = _rows(
        connection,
        """SELECT t.kind, o.external_id, l.run_id, l.content FROM delight_printline AS l
        JOIN delight_printrun AS r ON r.id = l.run_id JOIN delight_touch AS t ON t.id = l.touch_id
        JOIN delight_order AS o ON o.id = t.order_id WHERE r.reprint_of_id IS NULL ORDER BY l.id""",
    )
    return [
        Paper(kind=kind, order=order, address=buyers[order], place=places[str(run)], content="\n".join(_words(content)))
        for kind, order, run, content in rows
    ]
