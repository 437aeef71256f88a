"""Lets recorded deliveries knock at the door and days pass, with the engine's own drain at work."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import time_machine
from django.test import Client
from pypdf import PdfReader

from delight.actions.prints.print_cards import print_cards
from delight.engine.drain import drain
from delight.models import Order, PrintRun, Touch
from storefront_hooks.sample import Recording, histories

STEP = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as the customer's program shows it."""

    source: EmailMessage
    text: str
    html: str
    at: datetime


def history(scenario: str) -> Sequence[Recording]:
    """The recorded deliveries of the order that this scenario began."""
    return next(course for course in histories().values() if course[0].scenario == scenario)


class Days:
    """The time of one journey: ``clock`` stands still between its moves, ``outbox`` is where mails land."""

    def __init__(self, *, clock: time_machine.Traveller, outbox: Path) -> None:
        self.clock = clock
        self.outbox = outbox
        self.now = histories_begin()

    def hear(self, deliveries: Sequence[Recording]) -> Order:
        """Each delivery knocks at its own time, and is worked on at once; the order as we know it then."""
        for delivery in deliveries:
            self.move_to(delivery.received_at)
            headers = dict(delivery.headers)
            answer = Client(headers=headers).post(
                f"/stores/sample/{delivery.path}",
                data=delivery.body,
                content_type=headers.get("content-type", "application/json"),
            )
            assert answer.status_code == 200
            self.work()
        return Order.objects.get()

    def pass_days(self, days: int) -> None:
        """Days go by, and four times a day somebody looks what is due."""
        ends = self.now + timedelta(days=days)
        while self.now < ends:
            self.move_to(self.now + STEP)
            self.work()

    def move_to(self, moment: datetime) -> None:
        self.now = moment
        self.clock.move_to(moment)

    def work(self) -> None:
        """One drain, which must break nowhere."""
        done = drain(budget=60.0)
        assert not +done.broken, done

    def mails(self) -> list[Mail]:
        """What was sent so far, oldest first."""
        return [_mail(path) for path in sorted(self.outbox.glob("*.eml"))]

    def printed(self) -> tuple[PrintRun, list[str]]:
        """Today's cards and inserts: the run, and the text of each page."""
        run, pdf = print_cards(None, by=None)
        pages = PdfReader(BytesIO(pdf.pdf)).pages if pdf.pages else ()
        return run, [" ".join(page.extract_text().split()) for page in pages]


def histories_begin() -> datetime:
    """When the first delivery of all came in."""
    return min(course[0].received_at for course in histories().values())


def _mail(path: Path) -> Mail:
    source = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(source, EmailMessage)
    text, html = (_part(source, sort) for sort in ("plain", "html"))
    at = datetime.fromtimestamp(int(path.name.split("-")[0]) / 1000, tz=histories_begin().tzinfo)
    return Mail(source=source, text=text, html=html, at=at)


def _part(source: EmailMessage, sort: str) -> str:
    part = source.get_body((sort,))
    assert part is not None
    return " ".join(part.get_content().split())


def states() -> dict[str, tuple[str, str]]:
    """Each touch's state and reason by its kind."""
    return {touch.kind: (touch.state, touch.reason) for touch in Touch.objects.all()}
