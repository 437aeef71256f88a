"""The moment's form: refuses what could never happen, and says whom a change concerns before it is saved."""

from typing import Any  # Django's cleaned_data holds whatever each field makes

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import CopyView

from delight import conf
from delight.actions.moment_facts import facts_of_moment
from delight.actions.touches.count_concerned import AT_MOST, Concerned, count_concerned
from delight.actions.touches.follow_moment import follow_moment
from delight.backoffice.writing.checklist import blockers
from delight.backoffice.writing.forms import keep_choice, kind_choices
from delight.kinds.base import Kind, PrintKind, kinds
from delight.models import Medium, Moment, Wording
from delight.models.content import slugs
from delight.rules.conditions import picks_people

UNCHANGING = frozenset({"name", "gladness", "seen", "active_since"})
"""Fields that change nothing for anybody."""


class MomentForm(WagtailAdminModelForm):
    """A moment's kind comes from the installation's kinds; who saves a change has seen whom it concerns."""

    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    seen = forms.BooleanField(
        label=_("Save it for them"),
        required=False,
        help_text=_("Saving counts the people first. Tick this when you have seen the number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = keep_choice(kind_choices(), value=self.instance.kind)

    def clean_nth_orders(self) -> str:
        """Whole numbers from 1 on, in order, each once."""
        parts = slugs(self.cleaned_data["nth_orders"])
        wrong = [part for part in parts if not (part.isascii() and part.isdigit() and int(part) > 0)]
        if wrong:
            raise forms.ValidationError(
                gettext("“%(part)s” is no number of an order: write 1 for the first, 2 for the second …")
                % {"part": wrong[0]}
            )
        return ", ".join(str(number) for number in sorted({int(part) for part in parts}))

    def clean_languages(self) -> str:
        """Languages in which somebody is written to."""
        parts = [part.lower() for part in slugs(self.cleaned_data["languages"])]
        unknown = [part for part in parts if part not in conf.LANGUAGES()]
        if unknown:
            raise forms.ValidationError(
                gettext("Nobody is written to in “%(language)s”. The languages are: %(known)s.")
                % {"language": unknown[0], "known": ", ".join(conf.LANGUAGES())}
            )
        return ", ".join(parts)

    def clean_countries(self) -> str:
        """ISO 3166-1 codes of two letters."""
        parts = [part.upper() for part in slugs(self.cleaned_data["countries"])]
        wrong = [part for part in parts if not (len(part) == 2 and part.isascii() and part.isalpha())]
        if wrong:
            raise forms.ValidationError(
                gettext("“%(country)s” is no country's code: write two letters, such as DE.") % {"country": wrong[0]}
            )
        return ", ".join(parts)

    def clean_currency(self) -> str:
        """As orders name theirs."""
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Refuse what could never happen; then count, and ask once."""
        cleaned: dict[str, Any] = super().clean()
        self._check_limits(cleaned)
        self._check_gifts(cleaned)
        return cleaned

    def _check_kind(self) -> None:
        """What the law of a kind forbids, said here because it would never happen."""
        kind = kinds().get(self.instance.kind)
        if kind is None:
            return
        paper = isinstance(kind, PrintKind)
        if paper == (self.instance.medium == Medium.MAIL):
            where = gettext("This kind lies in the parcel.") if paper else gettext("This kind travels by mail.")
            self.add_error("medium", where)
        elif paper and self.instance.anchor != Moment.Anchor.CONFIRMED:
            self.add_error("anchor", gettext("By then the parcel has left, so it would never happen."))
        elif self.instance.anchor != kind.anchor and Moment.Anchor.THANKED in (self.instance.anchor, kind.anchor):
            self.add_error("anchor", _thanked_alone(kind))
        self._check_words(kind)
        self._check_number(kind)
        if self.instance.days < kind.first_day:
            self.add_error("days", gettext("This kind comes on day %(n)d at the earliest.") % {"n": kind.first_day})
        if kind.alike and picks_people(facts_of_moment(self.instance)):
            self.add_error(
                "anchor",
                gettext(
                    "This asks everyone alike: it counts from no joy, and knows no condition on a person's order "
                    "number, its worth or chance."
                ),
            )

    def _check_words(self, kind: Kind) -> None:
        """A variant exists, and the kind lets a moment choose it."""
        variant = self.instance.variant
        if not variant:
            return
        known = sorted(set(Wording.objects.filter(kind=kind.name, live=True).values_list("variant", flat=True)))
        if not kind.own_words or (kind.perhaps_words and variant not in kind.perhaps_words):
            self.add_error("variant", gettext("This kind chooses its words by the order; leave it empty."))
        elif variant not in known:
            told = {"variant": variant, "known": ", ".join(known)}
            self.add_error(
                "variant", gettext("No published words are called “%(variant)s”. There are: %(known)s.") % told
            )

    def _check_number(self, kind: Kind) -> None:
        """A kind that speaks of the order's number is meant for numbers of which it knows how to speak."""
        chosen = {int(number) for number in slugs(self.instance.nth_orders)}
        if kind.numbers and (not chosen or chosen - kind.numbers):
            known = gettext(" or ").join(str(number) for number in sorted(kind.numbers))
            self.add_error(
                "nth_orders",
                gettext("This kind has words for a person's order number %(known)s alone; say for which.")
                % {"known": known},
            )

    def _post_clean(self) -> None:
        """After Django has put the form's values into the instance: they are what is counted."""
        super()._post_clean()
        if not self.errors:
            self._check_kind()
        if not self.errors and self.instance.active and not self.initial.get("active"):
            for blocker in blockers(self.instance):
                self.add_error("active", blocker)
        changed = set(self.changed_data) - UNCHANGING
        if self.errors or not changed or self.cleaned_data.get("seen"):
            return
        concerned = count_concerned(self.instance)
        if concerned.planned or (concerned.people and (self.instance.active or self.initial.get("active"))):
            self.add_error("seen", concerned_sentence(concerned))

    def _check_limits(self, cleaned: dict[str, Any]) -> None:
        low, high = cleaned.get("total_from"), cleaned.get("total_below")
        if (low is not None or high is not None) and not cleaned.get("currency"):
            self.add_error("currency", gettext("Say in which currency: an order in another one is not meant."))
        if low is not None and high is not None and low >= high:
            self.add_error(
                "total_below",
                gettext("No order is worth at least %(low)s and less than %(high)s.") % {"low": low, "high": high},
            )

    def _check_gifts(self, cleaned: dict[str, Any]) -> None:
        """A mail that would give a gift away never goes out, and what a gift's receiver does is no joy of the giver."""
        if (cleaned.get("gifts"), cleaned.get("anchor")) == (Moment.Gifts.NEVER, Moment.Anchor.THANKED):
            self.add_error("gifts", gettext("Only a gift is thanked for, so it would never happen."))
        if cleaned.get("gifts") != Moment.Gifts.ONLY:
            return
        kind = kinds().get(cleaned.get("kind", ""))
        if cleaned.get("medium") == Medium.MAIL and kind is not None and not kind.for_gifts:
            self.add_error("gifts", gettext("This kind of mail is never sent for a gift, so it would never happen."))
        if cleaned.get("anchor") == Moment.Anchor.JOY:
            self.add_error("gifts", gettext("Joy is not counted for gifts, so it would never happen."))

    def save(self, commit: bool = True) -> Moment:
        """Save, and let planned touches follow."""
        moment: Moment = super().save(commit)
        if commit:
            follow_moment(moment)
        return moment


def _thanked_alone(kind: Kind) -> str:
    if kind.anchor:
        return gettext("This kind passes on thanks: it counts from them, and from nothing else.")
    return gettext("Only the kind that passes thanks on counts from them.")


def concerned_sentence(concerned: Concerned) -> str:
    """Whom a change concerns, in numbers."""
    planned = ngettext(
        "%(n)d person has something planned from it, which this may move or take back.",
        "%(n)d people have something planned from it, which this may move or take back.",
        concerned.planned,
    ) % {"n": concerned.planned}
    recent = ngettext(
        "Of the last 30 days, %(orders)d order would have been meant, of %(people)d people.",
        "Of the last 30 days, %(orders)d orders would have been meant, of %(people)d people.",
        concerned.orders,
    ) % {"orders": concerned.orders, "people": concerned.people}
    told = [planned] if concerned.planned else []
    told.append(recent)
    if concerned.looked_at == AT_MOST:
        told.append(gettext("Only the newest %(n)d orders were counted.") % {"n": AT_MOST})
    told.append(gettext("Nothing is said for the past. Tick the box and save again."))
    return " ".join(told)


class MomentCopyView(CopyView):
    """A copy starts switched off, under a name and a slug of its own: two moments would say the same thing twice."""

    def get_initial_form_instance(self) -> Moment:
        """The copy as the form first shows it."""
        moment: Moment = super().get_initial_form_instance()
        taken = set(Moment.objects.values_list("slug", flat=True))
        number = next(n for n in range(2, len(taken) + 3) if f"{moment.slug}-{n}" not in taken)
        moment.slug, moment.name = f"{moment.slug}-{number}", f"{moment.name} {number}"
        moment.active, moment.active_since, moment.replan_from = False, None, None
        return moment
