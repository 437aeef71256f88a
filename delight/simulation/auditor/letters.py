"""Promises about what stands in a mail and on paper (A1, A2, A5, A7, A9, A10), looked for in the raw thing itself."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

from delight.simulation.auditor.evidence import Evidence, Mail

SHOP_DOMAIN = "lindenloom.example"
SHOP_ADDRESS = f"https://{SHOP_DOMAIN}"
SHOP_NAME, SHOP_STREET = "Linden & Loom", "Lindenauer Markt 7"
IDS_DOMAIN = "ids.example"
"""Where invented Message-IDs end; they look like addresses and are none."""
LARGEST = 100_000
NAMED_AFTER_DAYS = 7
FOR_ITS_OWNER = frozenset({"guide", "help", "refund", "review", "share"})
"""Kinds that make sense only to whoever has the thing."""
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""It begins where a word begins: a long word without an address in it is walked through once, not from each letter."""
_MONEY = re.compile(r"(?:[€$£₽]\s?\d|\d[\d., ]*(?:[€$£₽]|EUR\b|USD\b|GBP\b)|\d[.,]\d\d\b)")
THANKED_FOR = (2, 5)
"""The numbers of orders for which people are thanked by mail."""
_NO_REPLY = re.compile(r"no-?_?reply|do-?not-?reply|ne-?pas-?repondre|keine-?antwort|не-?отвечать", re.IGNORECASE)
_SELLS = re.compile(rf"{re.escape(SHOP_ADDRESS)}(?!/withdraw)|reviews\.|/d/share/")
_LINK = re.compile(r"https?://\S+")
_TRACKING = re.compile(r"<img\b[^>]*(?:width|height)=[\"']?[01](?:px)?[\"'\s>][^>]*>", re.IGNORECASE)


def _those(mails: Iterable[Mail], words: str) -> Iterator[str]:
    return (f"{mail}: {words}" for mail in mails)


def no_way_to_stop(evidence: Evidence) -> Iterator[str]:
    """RFC 8058's two headers and a link in both parts of the body."""
    for mail in evidence.mails:
        if not mail.is_offer:
            continue
        link = re.fullmatch(r"<(https?://[^>]+/d/stop/[^>]+)>", mail.head("List-Unsubscribe"))
        if link is None or mail.head("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
            yield f"{mail}: no one-click stop"
        elif "/d/stop/" not in mail.text or "/d/stop/" not in mail.html:
            yield f"{mail}: no stop link in the body"


def no_reason_given(evidence: Evidence) -> Iterator[str]:
    """Under the line that ends the letter stands first why it came, in a sentence or more, in both parts."""
    for mail in evidence.mails:
        below = mail.text.replace("\r", "").partition("\n-- \n")[2].strip()
        reason = " ".join(below.split("\n\n")[0].split()).partition(":")[2].strip()
        told = " ".join(unescape(re.sub(r"<[^>]+>", " ", mail.html)).split())
        if len(reason) < 25 or _plain(reason)[:25] not in _plain(told):
            yield f"{mail}: no reason ({reason[:40]!r})"


_SIGNS = re.compile(r"&[#\w]+;|[\W_]+")


@lru_cache(maxsize=4)  # the same part is looked through for the shop's name and for its street
def _plain(words: str) -> str:
    """Letters and digits alone: isolating marks and entities differ between the parts."""
    return _SIGNS.sub("", words)


def not_marked_as_planned(evidence: Evidence) -> Iterator[str]:
    """A machine planned it, and says so (RFC 3834)."""
    return _those(
        (mail for mail in evidence.mails if mail.head("Auto-Submitted") != "auto-generated"), "not marked as automatic"
    )


def no_way_to_answer(evidence: Evidence) -> Iterator[str]:
    """The answer goes to a box of the shop's that a person reads."""
    for mail in evidence.mails:
        answers = mail.head("Reply-To") or mail.head("From")
        if _NO_REPLY.search(answers) or SHOP_DOMAIN not in answers:
            yield f"{mail}: answers go to {answers!r}"


def nobody_named_as_sender(evidence: Evidence) -> Iterator[str]:
    """Which shop writes, and where it is to be found, in both parts."""
    for mail in evidence.mails:
        if not all(_plain(one) in _plain(unescape(part)) for one in (SHOP_NAME, SHOP_STREET) for part in _parts(mail)):
            yield f"{mail}: no sender"


def _parts(mail: Mail) -> tuple[str, str]:
    return mail.text, mail.html


def pretends_to_answer(evidence: Evidence) -> Iterator[str]:
    """No "Re:", and no thread of somebody else's."""
    for mail in evidence.mails:
        if re.match(r"(?:re|aw|fwd?|wg|tr)\s*:", mail.head("Subject"), re.IGNORECASE) or mail.head("In-Reply-To"):
            yield f"{mail}: it answers nothing"


def badly_built(evidence: Evidence) -> Iterator[str]:
    """Text and HTML side by side, not too large, one recipient, nothing hidden that tells of its opening."""
    for mail in evidence.mails:
        faults = {
            "a part is missing": not mail.text.strip() or not mail.html.strip(),
            "no alternative": mail.message.get_content_type() != "multipart/alternative",
            "too large": len(mail.source) > LARGEST,
            "several recipients": len(mail.recipients) != 1 or bool(mail.head("Cc") or mail.head("Bcc")),
            "a pixel": _TRACKING.search(mail.html) is not None,
            "raw bytes": mail.address.isascii() and not mail.source.isascii(),
        }
        yield from (f"{mail}: {fault}" for fault, holds in faults.items() if holds)


def service_that_sells(evidence: Evidence) -> Iterator[str]:
    """What calls itself a service links to the shop only where one withdraws, and asks for nothing."""
    for mail in evidence.mails:
        if not mail.is_offer and _SELLS.search(mail.text + mail.html):
            yield f"{mail}: a service mail that sells"


def somebody_elses_address(evidence: Evidence) -> Iterator[str]:
    """In a mail stand its reader's address and the shop's, and it comes to who ordered."""
    for mail in evidence.mails:
        buyer = {line.address for line in evidence.of_order(mail.order, "placed", "gift")}
        told = f"{mail.head('From')} {mail.head('To')} {mail.head('Reply-To')} {mail.text} {mail.html}"
        found = {one.lower() for one in _ADDRESS.findall(told)} | {mail.address}
        strangers = {one for one in found - buyer if not one.endswith(f"@{SHOP_DOMAIN}")}
        if strangers:
            yield f"{mail}: {len(strangers)} addresses of others"


def somebody_elses_address_kept(evidence: Evidence) -> Iterator[str]:
    """No table of ours holds an address of anybody who has not ordered."""
    known = {line.address for line in evidence.lines}
    for table, columns in _text_columns(evidence).items():
        for column in columns:
            rows = evidence.rows(f'SELECT "{column}" FROM "{table}" WHERE "{column}" LIKE \'%@%\'')  # noqa: S608
            for (value,) in rows:
                found = {one.lower() for one in _ADDRESS.findall(str(value))} - known
                if any(not one.endswith((f"@{SHOP_DOMAIN}", f"@{IDS_DOMAIN}")) for one in found):
                    yield f"{table}.{column}: an address of somebody else"


def _text_columns(evidence: Evidence) -> dict[str, list[str]]:
    """The columns of our tables that hold words."""
    found: dict[str, list[str]] = {}
    for (name,) in evidence.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'delight!_%' ESCAPE '!'"
    ):
        columns = evidence.rows(f'SELECT name, type FROM pragma_table_info("{name}")')  # noqa: S608
        found[name] = [column for column, sort in columns if sort.lower().startswith(("varchar", "text"))]
    return found


def said_twice(evidence: Evidence) -> Iterator[str]:
    """The same letter, by its name, by its touch, or by its words without the links."""
    for what, seen in (
        ("Message-ID", Counter(mail.head("Message-ID") for mail in evidence.mails)),
        ("touch", Counter(mail.behind.touch for mail in evidence.mails if mail.behind)),
        ("words", Counter((mail.address, mail.head("Subject"), _LINK.sub("", mail.text)) for mail in evidence.mails)),
    ):
        yield from (f"{number} mails of one {what}" for number in seen.values() if number > 1)


def gift_given_away(evidence: Evidence) -> Iterator[str]:
    """Of a present no mail names product or price before a week after it arrived; no paper ever names a price."""
    for mail in evidence.mails:
        for gift in evidence.of_order(mail.order, "gift"):
            arrived = [line.at for line in evidence.of_order(mail.order, "arrived") if line.at < mail.at]
            if arrived and (mail.at - min(arrived)).days >= NAMED_AFTER_DAYS:
                continue
            told = f"{mail.head('Subject')} {mail.text} {mail.html}"
            if any(name in told for name in gift.detail.split("\n")):
                yield f"{mail}: it names the present"
    for paper in evidence.papers:
        gifts = evidence.of_order(paper.order, "gift")
        if gifts and (_MONEY.search(paper.content) or gifts[0].detail.split("\n")[-1] in paper.content):
            yield f"{paper}: a price"


def present_named_in_a_subject(evidence: Evidence) -> Iterator[str]:
    """Others see who writes and about what: a present is never named there, however long it is since it arrived."""
    for mail in evidence.mails:
        named = {name for gift in evidence.of_order(mail.order, "gift") for name in gift.detail.split("\n")}
        if any(name in mail.head("Subject") for name in named):
            yield f"{mail}: its subject names the present"


def giver_asked_for_a_review(evidence: Evidence) -> Iterator[str]:
    """Of a thing that somebody else has; so nobody offers its giver help with it, or money back for it, either."""
    for mail in evidence.mails:
        if mail.kind in FOR_ITS_OWNER and evidence.of_order(mail.order, "gift"):
            yield f"{mail}: somebody else has it"


def thanks_that_nobody_said(evidence: Evidence) -> Iterator[str]:
    """Who gave a present hears thanks once, and only after whoever opened it has said them."""
    thanked = [mail for mail in evidence.mails if mail.kind == "gift_thanks"]
    for mail in thanked:
        if not any(line.at <= mail.at for line in evidence.of_order(mail.order, "thanked")):
            yield f"{mail}: nobody has said thank you"
    several = Counter(mail.order for mail in thanked)
    yield from (f"order {order}: thanked {number} times" for order, number in several.items() if number > 1)


def thanks_for_another_number(evidence: Evidence) -> Iterator[str]:
    """Thanks for a second or a fifth order come for what may be one: what of the earlier ones came back counts not."""
    for mail in evidence.mails:
        if mail.kind != "thanks":
            continue
        earlier = _placed_before(evidence, mail)
        sure = [order for order in earlier if not evidence.of_order(order, "silent")]
        if not any(len(sure) < number <= len(earlier) + 1 for number in THANKED_FOR):
            yield f"{mail}: after {len(sure)} to {len(earlier)} others"


def _placed_before(evidence: Evidence, mail: Mail) -> list[str]:
    """The orders of this address that were placed before the one of which the mail speaks."""
    lines = evidence.of_address(mail.address, "placed", "gift")
    place = next((line.place for line in lines if line.order == mail.order), 0)
    return [line.order for line in lines if line.place < place]


def ended_without_a_reason(evidence: Evidence) -> Iterator[str]:
    """Nothing is dropped in silence: whatever did not come says why."""
    rows = evidence.rows(
        "SELECT id FROM delight_touch WHERE reason = '' AND state IN ('skipped', 'missed', 'withdrawn', 'failed')"
    )
    return (f"touch {touch} ended without a reason" for (touch,) in rows)


def lost_on_the_way(evidence: Evidence) -> Iterator[str]:
    """What our books call sent has come, and what has come stands in our books."""
    came = {mail.behind.touch for mail in evidence.mails if mail.behind}
    rows = evidence.rows("SELECT id FROM delight_touch WHERE medium = 'mail' AND state = 'done'")
    yield from (f"touch {touch} never came" for (touch,) in rows if touch not in came)
    yield from (f"{mail.head('Message-ID')} stands in no book" for mail in evidence.mails if mail.behind is None)
