"""What a trouble's code means, as sentences for staff: what is the matter, and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, tuple[Promise, Promise]] = {
    "damaged": (
        _("The database is damaged, by the nightly check."),
        _("Stop Delight, keep a copy of the file, and restore the last good backup: python -m delight restore."),
    ),
    "no_worker": (
        _("No worker has shown a sign of life for two minutes: nothing is understood and nothing is sent."),
        _("Look into the log of `python -m delight run` and start it again."),
    ),
    "mail_away": (
        _("The mail server or provider cannot be reached; mails wait."),
        _("Look at DELIGHT_MAIL, its password and the provider's own status page. Nothing is lost meanwhile."),
    ),
    "blocked": (
        _("Receivers turn the shop's mails away as unwanted."),
        _("Look at SPF, DKIM, DMARC and the sender's reputation; mails are held for an hour at a time."),
    ),
    "events_late": (
        _("What the store told waits for more than ten minutes to be understood."),
        _("Look into the log for the step that breaks; the events are kept."),
    ),
    "mails_late": (
        _("Mails are due for more than half an hour and do not leave."),
        _("Look into the log for what breaks. What is too late to be kind will be left out."),
    ),
    "unsure": (
        _("Of some mails nobody knows whether they went out."),
        _("Say what became of them, in the admin: Delight, Waiting for your word."),
    ),
    "store_away": (
        _("The store cannot be asked for more than two hours; mails wait rather than assume that all is well."),
        _("Look at the store's address and our app's permissions: python -m delight check_store."),
    ),
    "no_backup": (
        _("There is no backup of the last two nights."),
        _("Try it by hand, it says why: python -m delight backup."),
    ),
}


def sentence(code: str) -> str:
    """What is the matter; the code itself where we know no sentence."""
    return str(SENTENCES[code][0]) if code in SENTENCES else code


def what_to_do(code: str) -> str:
    """What to do about it."""
    return str(SENTENCES[code][1]) if code in SENTENCES else ""
