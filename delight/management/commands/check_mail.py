"""Proves that a customer's answer would arrive: sends a probe to the reply address and waits for it to come in."""

import time
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import checks, conf
from delight.actions.care.probe_mailbox import probe_arrived, send_probe
from delight.errors import DelightError

PAUSE = 2.0
"""Seconds between two looks."""


class Command(BaseCommand):
    help = "Sends a probe to the address that customers answer to, and says whether it came in; ends with 1 if not."

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
