"""Keeps a person's wish to see their data, and mails the link to the address we know of them: nowhere else.

The page on which one asks may be open in other hands (a mail is passed on, a screen is shared), and the export shows
everything. Only whoever reads the person's own mailbox gets to it.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial

from delight import clock, conf, links
from delight.content import signer_for
from delight.errors import DelightError, LastLookRefused, NothingToSay, OutcomeUnknown, PermanentError, TransportDown
from delight.mails.compose import compose
from delight.mails.letter import Letter
from delight.mails.outbox import hand_over
from delight.models import Export, Touch
from delight.rules.forms import greeting, tidy_name
from delight.words import page_words

ASK_AGAIN = timedelta(hours=1)
"""Within it a second wish is the same one, so that nobody can fill a person's mailbox."""
GIVE_UP = timedelta(days=1)


def ask_for_export(touch: Touch, *, language: str) -> bool:
    """Keep the wish; False where there is no address to send the link to."""
    if not touch.customer.email:
        return False
    now = clock.now()
    known = Export.objects.filter(touch__customer=touch.customer, asked_at__gt=now - ASK_AGAIN)
    if not known.exists():
        Export.objects.create(touch=touch, language=language, asked_at=now)
    return True


def send_exports() -> str:
    """Mail the links that are still to be sent, each once; what went wrong, or ""."""
    waiting = Export.objects.filter(sent_at=None, asked_at__gt=clock.now() - GIVE_UP)
    for export in waiting.select_related("touch__customer").order_by("pk"):
        try:
            hand_over(compose(_letter(export)), mark=partial(_mark, export))
        except TransportDown as error:
            return str(error)
        except (PermanentError, OutcomeUnknown, LastLookRefused):
            _mark_sent(export, at=clock.now())
        except DelightError:
            continue
    return ""


def _mark(export: Export) -> None:
    """Just before the first body byte: of two who send at once, one does."""
    if not _mark_sent(export, at=clock.now()):
        raise LastLookRefused("sent")


def _mark_sent(export: Export, *, at: datetime) -> bool:
    mine = Export.objects.filter(pk=export.pk, sent_at=None)
    return mine.update(sent_at=at) == 1


def _letter(export: Export) -> Letter:
    """A service mail: the answer to a request, with no offer in it."""
    words, touch, person = page_words(export.language), export.touch, export.touch.customer
    link = links.page(export.token, purpose=links.EXPORT)
    signer, role = _signer(export.language)
    paragraphs = (words["export_mail_text"], words["export_mail_not_you"])
    return Letter(
        kind="export",
        klass="service",
        language=export.language,
        to_name=tidy_name(f"{person.first_name} {person.last_name}"),
        to_email=person.email,
        subject=words["export_mail_subject"],
        preheader=words["export_mail_preheader"],
        heading=words["title_data"],
        greeting=greeting(
            words["export_mail_greeting"],
            plain=words["export_mail_plain_greeting"],
            first_name=person.first_name,
        ),
        paragraphs=paragraphs,
        button=words["export_mail_button"],
        link=link,
        text="\n\n".join([paragraphs[0], link, paragraphs[1]]),
        closing=words["export_mail_closing"],
        signer=signer,
        signer_role=role,
        reason=words["export_mail_reason"],
        wording_version=f"export/{export.language}",
        stop_link=links.page(touch.token, purpose=links.STOP),
        coming_link=links.page(touch.token, purpose="coming"),
        one_click_link="",
        message_id=f"export-{export.token}@{parseaddr(conf.SENDER())[1].rpartition('@')[2]}",
    )


def _signer(language: str) -> tuple[str, str]:
    try:
        signer = signer_for(language)
    except NothingToSay:
        return conf.SHOP_NAME(), ""
    return signer.name, signer.role
