"""Proves that a customer's answer would arrive: sends a probe to the reply address and waits for it to come in."""

import time
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import checks, conf
from delight.actions.care.probe_mailbox import probe_arrived, proved_by, send_probe
from delight.errors import DelightError
from delight.mails.proof import Finding

PAUSE = 2.0
"""Seconds between two looks."""


class Command(BaseCommand):
    help = "Sends a probe to the address that customers answer to, and says whether it came in and how it is signed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=int, default=60, help="Seconds to wait for it (default: %(default)s).")

    def handle(self, *, wait: int, **options: Any) -> None:  # Any: Django hands over each option in its own type
        address = parseaddr(conf.REPLY_TO() or conf.SENDER())[1]
        if checks.tells_not_to_answer(address):
            raise CommandError(f"{address} tells people not to answer. Use an address whose mail a person reads.")
        try:
            message_id = send_probe()
            arrived = probe_arrived(message_id, tries=1 + int(wait / PAUSE), pause=partial(time.sleep, PAUSE))
        except (DelightError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not arrived:
            raise CommandError(
                f"The probe to {address} was sent and has not come in within {wait} s. Set DELIGHT_INBOX to the box "
                "behind that address, or let your mail provider call /mail/<provider>/replies/."
            )
        self.stdout.write(f"Answers to {address} arrive.")
        for finding in _proved(message_id):
            self.stdout.write(f"{'Good' if finding.ok else 'To do'}: {finding.said}")


def _proved(message_id: str) -> tuple[Finding, ...]:
    """It is told and refuses nothing: a server may judge the mail of its own house otherwise than others do."""
    try:
        return proved_by(message_id)
    except DelightError as error:
        raise CommandError(str(error)) from error
