"""The whole mail path against bare smtplib with a ready message, and against the usual way of sending mail."""

import json
import smtplib
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

from tests.bench.engine.peer import own_certificate, peer
from tests.bench.engine.sites import SETUPS, Row, measured, on_each, row, scaled, site
from tests.bench.engine.world import daylight, lay_mails, open_shop

ROUNDS, STEP = 3, 0.03
MAILS = {"bare": 160, "usual": 120}
CONNECTIONS = {"bare": 4, "usual": 1}
"""Four are what a site has that nobody has tuned; without delay a second one would only wait for the same core."""
GOALS = {"bare": 0.9, "usual": 4.0}
BARE = "the whole mail path, against bare smtplib with ready messages, a server that answers each step in 30 ms"
USUAL = "the whole mail path, against MJML, inlining and a new TLS connection for each mail, no delay"


def rows() -> Iterator[Row]:
    """Mails a second over as many connections on both sides; median of three interleaved rounds."""
    yield from on_each(SETUPS, _against_bare, name=BARE)
    yield from on_each(SETUPS, _against_usual, name=USUAL)


def _against_bare(setup: str) -> list[Row]:
    with peer(delay=STEP) as port:
        return [_row(setup, name=BARE, side="bare", mail=f"smtp://127.0.0.1:{port}", changes={})]


def _against_usual(setup: str) -> list[Row]:
    with own_certificate() as certificate, peer(certificate=certificate) as port:
        changes = {"SSL_CERT_FILE": str(certificate)}
        return [_row(setup, name=USUAL, side="usual", mail=f"smtp://127.0.0.1:{port}?tls=tls", changes=changes)]


def _row(setup: str, *, name: str, side: str, mail: str, changes: Mapping[str, str]) -> Row:
    with site(setup, in_memory=True, BENCH_MAIL=mail, BENCH_CONNECTIONS=str(CONNECTIONS[side]), **changes) as env:
        found = measured("mail_path", side, scaled(MAILS[side]), env=env)
    ratio = median(ours / theirs for ours, theirs in found)
    ours, theirs = (median(one) for one in zip(*found, strict=True))
    name = f"{name} ({setup})"
    return row(name, ours=ours, yardstick=theirs, unit="mails/s", ratio=ratio, goal=GOALS[side])


def measure(side: str, number: int) -> list[tuple[float, float]]:
    """Both sides' mails a second, round by round, after a first one to warm up; the messages are the same."""
    open_shop()
    found = []
    for turn in range(ROUNDS + 1):
        amount = number if turn else 8
        _remember(lay_mails(amount))
        ours = amount / _timed(lambda amount=amount: _drain(amount))
        send = _bare(_sent(amount)) if side == "bare" else _usual(amount)
        found.append((ours, amount / _timed(send)))
    return found[1:]


def _remember(touch_ids: Sequence[int]) -> None:
    """The sample store holds its orders in memory from the start."""
    from delight.models import Touch
    from delight.store import current_store

    current_store().read_orders(Touch.objects.filter(pk__in=touch_ids).values_list("order__external_id", flat=True))


def _drain(number: int) -> None:
    """Claim, look, write, mark, hand over, done: what a worker does when the bell rings."""
    from delight.engine.drain import drain

    done = drain(budget=300).touches
    if done != {"done": number}:
        raise RuntimeError(f"of {number} mails {done}")


def _sent(number: int) -> list[tuple[str, bytes]]:
    """The last mails as they went over the wire, each with its recipient."""
    from delight.models import Attempt

    attempts = Attempt.objects.order_by("-pk").select_related("touch__customer")[:number]
    return [(one.touch.customer.email, one.text.encode()) for one in attempts]


def _bare(mails: Sequence[tuple[str, bytes]]) -> Callable[[], None]:
    """The fastest that can be: connections that are kept, small writes that leave at once, and nothing but sending."""

    def share(own: Sequence[tuple[str, bytes]]) -> None:
        with smtplib.SMTP(*_server()) as smtp:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for recipient, message in own:
                smtp.sendmail("hannah@lindenloom.example", recipient, message)

    return lambda: _side_by_side(share, mails)


def _usual(number: int) -> Callable[[], None]:
    """As tutorials have it: for each mail the frame rendered, its MJML made HTML and its styles inlined, then Django's
    own mail backend with a connection of its own.
    """
    import css_inline
    import mrml
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend
    from django.template import Context, Engine

    host, port = _server()
    frame, letters = Engine(app_dirs=True).get_template("delight/mails/frame.mjml"), _letters(number)

    def send(letter: Mapping[str, Any]) -> None:
        whole = mrml.to_html(frame.render(Context(letter)), render_options=mrml.RenderOptions(fonts={})).content
        html = css_inline.inline(whole)
        backend = EmailBackend(host=host, port=port, use_ssl=True)
        sender, recipient = "hannah@lindenloom.example", letter["to_email"]
        mail = EmailMultiAlternatives(letter["subject"], letter["text"], sender, [recipient], connection=backend)
        mail.attach_alternative(html, "text/html")
        if mail.send() != 1:
            raise RuntimeError("a mail was not sent")

    def share(own: Sequence[Mapping[str, Any]]) -> None:
        for letter in own:
            send(letter)

    return lambda: _side_by_side(share, letters)


def _letters(number: int) -> list[Mapping[str, Any]]:
    """What the last mails say, made beforehand: of the usual way only rendering and sending are timed."""
    from delight.kinds.base import kinds
    from delight.mails.compose import SHOWN
    from delight.models import Touch
    from delight.words import frame_words

    touches = Touch.objects.filter(state="done").order_by("-pk").select_related("order__customer")[:number]
    letters = [kinds()["guide"].letter(one, one.order, message_id="a@b.example") for one in touches]  # type: ignore[attr-defined]
    extra = {"dir": "ltr", "start": "left", "shop": "Linden & Loom"}
    return [
        {**frame_words("en"), **{name: getattr(one, name) for name in SHOWN}, **extra, "to_email": one.to_email}
        for one in letters
    ]


def _side_by_side(share: Callable[[Any], None], mails: Sequence[Any]) -> None:
    """Each connection its share of the mails."""
    from delight import conf

    number = conf.CONNECTIONS()
    with ThreadPoolExecutor(number) as pool:
        for _ in pool.map(share, [mails[place::number] for place in range(number)]):
            pass


def _server() -> tuple[str, int]:
    from delight import conf
    from delight.mails.wire import Route

    route = Route.read(conf.MAIL())
    return route.host, route.port


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    with daylight():
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
