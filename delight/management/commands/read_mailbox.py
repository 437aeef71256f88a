"""Reads the box to which people answer (DELIGHT_INBOX) once, now; a running Delight does so every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delight import conf
from delight.actions.care.read_mailbox import read_mailbox


class Command(BaseCommand):
    help = "Reads the box to which people answer once. Mails stay unread for people; what is not for us is left alone."

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        if not conf.INBOX():
            raise CommandError("Set DELIGHT_INBOX: imaps://user:password@host/INBOX.")
        if trouble := read_mailbox():
            raise CommandError(trouble)
