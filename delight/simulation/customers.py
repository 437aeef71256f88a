"""What the invented customers do with what they get: they click, scan, answer, complain, rest, stop, or do nothing."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from random import Random

from django.test import Client

from delight.actions.care.receive_reply import receive_reply
from delight.actions.orders.note_arrival import note_arrival_by_number
from delight.actions.people.cases import open_case
from delight.actions.touches.hear_provider import Told, hear
from delight.models import Case, Customer, Order, Touch
from delight.simulation.post_office import Received
from delight.simulation.world import World
from storefront_hooks import OrderSnapshot

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_LINK = re.compile(r"https?://[^\s<>\"]+?(/d/[^\s<>\"]+/)")
_SKIP = re.compile(r'name="skip"[^>]*value="(\d+)"')
PAUSE = timedelta(days=30)
OK = 200


class Letter:
    """A mail as its reader has it before them."""

    def __init__(self, world: World, received: Received, *, number: int) -> None:
        message = message_from_bytes(received.source, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes no other
        self.world, self.number = world, number
        self.reader = received.recipients[0]
        self.planned = str(message["Auto-Submitted"] or "") == "auto-generated"
        self.message_id = str(message["Message-ID"])
        self.kind = str(message["Feedback-ID"] or "").split(":")[0]
        body = message.get_body(("plain",))
        self._text = str(body.get_content()) if body is not None else ""

    def link(self, page: str) -> str:
        """The address of one of our pages in it, "" where there is none."""
        return next((path for path in _LINK.findall(self._text) if path.startswith(f"/d/{page}/")), "")

    def note(self, at: datetime, what: str, *, detail: str = "") -> None:
        """Write down what the reader did."""
        self.world.ledger.note(at, what, address=self.reader, detail=detail)


def read_mail(world: World, received: Received, *, number: int) -> None:
    """Somebody gets a mail, and perhaps does something about it, hours or days later."""
    letter = Letter(world, received, number=number)
    if not letter.planned:
        return
    luck = world.dice("mail", letter.message_id)
    chance = luck.random()
    for below, most_days, deed in _DEEDS:
        if chance < below:
            world.agenda.enter(world.now + timedelta(days=luck.uniform(0.05, most_days)), deed(letter, luck))
            return


Reaction = Callable[[datetime], object]


@cache
def _browser() -> Client:
    """One for everybody, as the site behind it is one and is started once."""
    return Client(headers={"user-agent": BROWSER}, SERVER_NAME="127.0.0.1")


def _browse(path: str, *, post: dict[str, str] | None = None) -> str:
    """Open a page as a browser does that was never here, or press one of its buttons; "" where it is refused."""
    client = _browser()
    client.cookies.clear()
    answer = client.get(path) if post is None else client.post(path, post)
    return answer.content.decode("utf-8", "replace") if answer.status_code == OK else ""


def _opens_it(letter: Letter, luck: Random) -> Reaction:
    """The guide, the page to share, or the question, which is answered; who is unhappy gets a case of their own."""
    says = "works" if luck.random() < 0.4 else ""
    score = luck.choice((0, 3, 6, 8, 9, 10, 10))

    def deed(at: datetime) -> None:
        if path := letter.link("question"):
            _browse(path, post={"choice": str(score), "words": "It came late." if score < 5 else ""})
            _note_cases(letter, at)
        elif path := letter.link("guide") or letter.link("share"):
            _browse(path)
            if says and "/guide/" in path:
                _browse(path, post={"goes": says})
                letter.note(at, "works", detail=letter.message_id)

    return deed


def _needs_help(letter: Letter, _: Random) -> Reaction:
    def deed(at: datetime) -> None:
        if path := letter.link("guide"):
            _browse(path, post={"goes": "help", "words": f"It does not go well, see {letter.number}."})
            _note_cases(letter, at)

    return deed


def _note_cases(letter: Letter, at: datetime) -> None:
    """Which cases are open now, by their numbers in the shop's books."""
    for case in Case.objects.filter(customer__email=letter.reader, closed_at=None):
        letter.note(at, "case_opened", detail=str(case.pk))


def _replies(letter: Letter, luck: Random) -> Reaction:
    automatic = luck.random() < 0.3

    def deed(at: datetime) -> None:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = letter.reader, "hannah@lindenloom.example"
        message["Subject"], message["Message-ID"] = "Re: your mail", f"<answer-{letter.number}@ids.example>"
        message["In-Reply-To"] = letter.message_id
        if automatic:
            message["Auto-Submitted"] = "auto-replied"
        message.set_content(f"I have a question about this ({letter.number}).")
        receive_reply(message.as_bytes())
        _note_cases(letter, at)

    return deed


def _stops_kind(letter: Letter, _: Random) -> Reaction:
    """The mail program's own button."""

    def deed(at: datetime) -> None:
        if path := letter.link("stop"):
            _stop(letter, path, {"List-Unsubscribe": "One-Click"}, at, what=letter.kind)

    return deed


def _stop(letter: Letter, path: str, post: dict[str, str], at: datetime, *, what: str) -> None:
    """It holds from the answer on, which must be a plain yes."""
    if not _browse(path, post=post):
        letter.note(at, "stop_refused", detail=f"{what}, asked for at {at:%Y-%m-%d}")
    letter.note(at, "stopped", detail=what)


def _stops_all(letter: Letter, luck: Random) -> Reaction:
    regrets = luck.random() < 0.2
    paper_too = luck.random() < 0.5

    def deed(at: datetime) -> None:
        if path := letter.link("stop"):
            _browse(path)
            for scope in ("all", "print") if paper_too else ("all",):
                _stop(letter, path, {"scope": scope}, at, what=scope)
            if regrets:
                letter.world.agenda.enter(at + timedelta(days=9), lambda later: _takes_back(letter, path, later))

    return deed


def _takes_back(letter: Letter, path: str, at: datetime) -> None:
    _browse(path, post={"undo": "all"})
    letter.note(at, "unstopped", detail="all")


def _rests(letter: Letter, _: Random) -> Reaction:
    def deed(at: datetime) -> None:
        if path := letter.link("coming"):
            _browse(path, post={"pause": "1"})
            letter.note(at, "rests", detail=(at + PAUSE).isoformat())

    return deed


def _skips(letter: Letter, _: Random) -> Reaction:
    def deed(at: datetime) -> None:
        path = letter.link("coming")
        if path and (numbers := _SKIP.findall(_browse(path))):
            _browse(path, post={"skip": numbers[0]})
            letter.note(at, "skipped", detail=numbers[0])

    return deed


def _told_by_provider(sort: str, *, cause: str = "") -> Callable[[Letter, Random], Reaction]:
    def reaction(letter: Letter, _: Random) -> Reaction:
        def deed(at: datetime) -> None:
            told = Told(
                provider="Invented",
                digest=f"{sort}-{letter.number}",
                sort=sort,
                cause=cause,
                message_id=letter.message_id,
                provider_id="",
                recipient=letter.reader,
                said="",
                at=at,
            )
            hear([told])
            letter.note(at, sort)

        return deed

    return reaction


_DEEDS: tuple[tuple[float, float, Callable[[Letter, Random], Reaction]], ...] = (
    (0.30, 3, _opens_it),
    (0.33, 3, _needs_help),
    (0.37, 4, _replies),
    (0.39, 5, _stops_kind),
    (0.40, 5, _stops_all),
    (0.42, 5, _rests),
    (0.45, 5, _skips),
    (0.455, 2, _told_by_provider("complained")),
    (0.465, 1, _told_by_provider("bounced", cause="invalid")),
    (0.475, 350, _stops_kind),
)
"""Below which chance a mail makes its reader do what, within how many days; above the last: nothing."""


def unpack(world: World, order: OrderSnapshot, at: datetime) -> None:
    """The parcel is there: the carrier may say so, somebody may scan what lies in it, once or on two days."""
    luck = world.dice("unpack", order.external_id)
    if luck.random() < 0.5:
        world.agenda.enter(
            at + timedelta(hours=luck.uniform(0, 30)),
            lambda told_at: _carrier_tells(world, order, arrived_at=at, told_at=told_at),
        )
    if luck.random() < 0.25:
        for day in (1, 5) if luck.random() < 0.4 else (1,):
            world.agenda.enter(at + timedelta(days=day), lambda _: _scan(order))
    if order.gift and luck.random() < 0.4:
        words = luck.choice(("", "It is lovely.", "Write to me: jonas@strangers.example"))
        world.agenda.enter(at + timedelta(days=2), lambda moment: _says_thanks(world, order, moment, words=words))
    if luck.random() < 0.02:
        world.agenda.enter(at + timedelta(days=luck.uniform(0.1, 15)), lambda moment: _rings_up(world, order, moment))


def _carrier_tells(world: World, order: OrderSnapshot, *, arrived_at: datetime, told_at: datetime) -> None:
    """Some hours late: until then nobody can know."""
    for parcel in order.parcels:
        note_arrival_by_number(parcel.tracking, at=arrived_at, source="carrier")
    world.ledger.note(told_at, "arrival_told", order=order.external_id, detail=arrived_at.isoformat())


def _scan(order: OrderSnapshot) -> None:
    printed = Touch.objects.filter(order__external_id=order.external_id, kind="insert", state=Touch.State.DONE)
    for token in printed.values_list("token", flat=True):
        _browse(f"/q/{token}")


def _says_thanks(world: World, order: OrderSnapshot, at: datetime, *, words: str) -> None:
    """Whoever opened the present presses the button behind the code that lay in it, twice."""
    printed = Touch.objects.filter(order__external_id=order.external_id, kind="insert", state=Touch.State.DONE)
    for token in printed.values_list("token", flat=True):
        for _ in range(2):
            _browse(f"/q/{token}", post={"thanks": "1", "words": words})
    if printed.exists() and "@" not in words:
        world.ledger.note(at, "thanked", order=order.external_id)


def _rings_up(world: World, order: OrderSnapshot, at: datetime) -> None:
    """A complaint by telephone, noted by staff."""
    known = Order.objects.filter(external_id=order.external_id).select_related("customer").first()
    if known is None:
        return
    sort = Case.Sort.DAMAGE if world.dice("rings", order.number).random() < 0.5 else Case.Sort.COMPLAINT
    case = open_case(known.customer, order=known, sort=sort, words=f"It came broken ({order.number}).")
    world.ledger.note(at, "case_opened", address=order.buyer.email, detail=str(case.pk))


def people_with(email: str) -> list[Customer]:
    """Every account under which somebody with this address has ordered."""
    return list(Customer.objects.filter(email=email).order_by("pk"))
