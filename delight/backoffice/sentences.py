"""Moments, touches and kinds in words that staff read."""

from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delight.content import limits_of
from delight.models import GuidePage, Medium, Moment, Touch
from delight.models.content import slugs

KIND_LABELS = {
    "note": _("a card"),
    "insert": _("an insert"),
    "guide": _("a guide"),
    "help": _("an offer of help"),
    "refund": _("an offer to send it back"),
    "review": _("a request for a review"),
    "question": _("one question"),
    "share": _("something to pass on"),
    "thanks": _("a thank-you"),
    "gift_thanks": _("the thanks for a gift"),
}
BY_MEDIUM = {
    Medium.MAIL: _("by mail"),
    Medium.CARD: _("in the parcel"),
    Medium.INSERT: _("in the parcel"),
}


def kind_label(kind: str) -> str:
    """ "a guide"; the kind's own name where a site has added one."""
    return str(KIND_LABELS.get(kind, kind))


def what(kind: str, *, medium: str) -> str:
    """ "a guide by mail"."""
    known = {choice.value: str(label) for choice, label in BY_MEDIUM.items()}
    return f"{kind_label(kind)} {known.get(medium, medium)}"


def touch_sentence(touch: Touch) -> str:
    """ "A guide by mail"."""
    words = what(touch.kind, medium=touch.medium)
    return words[:1].upper() + words[1:]


def whole_sentence(moment: Moment) -> str:
    """The sentence with its conditions: "…: a guide by mail. Only: order 1 or 2; in de."."""
    conditions = condition_words(moment)
    sentence = moment_sentence(moment)
    return f"{sentence}. {gettext('Only')}: {'; '.join(conditions)}." if conditions else sentence


def condition_words(moment: Moment) -> list[str]:
    """Each condition of a moment in a few words; none where it is for everybody."""
    either = gettext(" or ")
    lists = [
        (_("for %s"), moment.products),
        (_("in the category %s"), moment.categories),
        (_("in the collection %s"), moment.collections),
        (_("tagged %s"), moment.tags),
        (_("to %s"), moment.countries),
        (_("through %s"), moment.channels),
        (_("in the language %s"), moment.languages),
        (_("a person's order number %s"), moment.nth_orders),
    ]
    found = [str(words) % either.join(slugs(text)) for words, text in lists if slugs(text)]
    if moment.anniversary_days:
        found.append(gettext("within %d days of the day of the first order") % moment.anniversary_days)
    if moment.incident != Moment.Incident.ANY:
        found.append(str(Moment.Incident(moment.incident).label))
    if moment.gifts != Moment.Gifts.ANY:
        found.append(str(Moment.Gifts(moment.gifts).label))
    if moment.total_from is not None:
        found.append(gettext("worth at least %(amount)s %(currency)s") % _limit(moment, moment.total_from))
    if moment.total_below is not None:
        found.append(gettext("worth less than %(amount)s %(currency)s") % _limit(moment, moment.total_below))
    if moment.one_in > 1:
        found.append(gettext("one in %d, by chance") % moment.one_in)
    if moment.holdout_percent:
        found.append(gettext("%d %% of people go without") % moment.holdout_percent)
    return found


def limits_sentence(page: GuidePage) -> str:
    """ "Only for orders placed from November to February, to IE or GB."; "" for a guide without limits."""
    limits = limits_of(page)
    found = []
    if limits.first_month:
        months = {"first": MONTHS[limits.first_month], "last": MONTHS[limits.last_month or limits.first_month]}
        found.append(gettext("placed from %(first)s to the end of %(last)s") % months)
    if limits.countries:
        found.append(gettext("to %s") % gettext(" or ").join(limits.countries))
    return gettext("Only for orders %s.") % ", ".join(found) if found else ""


def _limit(moment: Moment, amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount.normalize():f}", "currency": moment.currency}


def moment_sentence(moment: Moment) -> str:
    """ "3 days after the last parcel arrived, known or estimated: a guide by mail"."""
    anchor = moment.get_anchor_display()
    if moment.days:
        days = ngettext("%(days)d day after", "%(days)d days after", moment.days) % {"days": moment.days}
    else:
        days = gettext("As soon as")
    sentence = f"{days} {anchor}: {what(moment.kind, medium=moment.medium)}"
    return (
        gettext("%(sentence)s, with the words “%(variant)s”") % {"sentence": sentence, "variant": moment.variant}
        if moment.variant
        else sentence
    )
