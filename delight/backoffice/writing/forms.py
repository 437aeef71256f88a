"""The checks of the editor's forms: a mistake is said beside its field, before a customer could see it."""

from typing import Any  # Django's cleaned_data holds whatever each field makes

from django import forms
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from delight import conf
from delight.backoffice.sentences import kind_label
from delight.backoffice.writing.voice import faults
from delight.kinds.base import kinds
from delight.models import CardDesign, Insert
from delight.rules.forms import PLACEHOLDERS, unknown_placeholders

PUBLISH = "action-publish"
"""The name of Wagtail's button."""


def kind_choices() -> list[tuple[str, str]]:
    """The installation's kinds, by name and label."""
    return [(name, kind_label(name)) for name in kinds()]


def language_choices() -> list[tuple[str, str]]:
    """The languages for which words are kept."""
    return [(code, f"{_name_of(code)} ({code})") for code in conf.LANGUAGES()]


def _name_of(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:  # one that Django does not know
        return language


def keep_choice(choices: list[tuple[str, str]], *, value: str) -> list[tuple[str, str]]:
    """The choices and, where a row holds another value, that one too: opening a form never changes a row."""
    return choices if not value or value in dict(choices) else [*choices, (value, value)]


class WordingForm(WagtailAdminModelForm):
    """Words are for a kind and language that exist, and every placeholder can be filled."""

    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = keep_choice(kind_choices(), value=self.instance.kind)
        self.fields["language"].choices = keep_choice(language_choices(), value=self.instance.language)

    def clean(self) -> dict[str, Any]:
        """Name each placeholder that nobody can fill, beside the field it stands in."""
        cleaned: dict[str, Any] = super().clean()
        for field in self._meta.model.WORDS:
            if cleaned.get(field):
                cleaned[field] = cleaned[field].replace("\r\n", "\n")  # so does a browser send the end of a line
            unknown = unknown_placeholders(cleaned.get(field) or "")
            if unknown:
                self.add_error(field, unknown_sentence(unknown))
        return cleaned

    def _post_clean(self) -> None:
        """After Django has put the form's values into the instance: they are what is published."""
        super()._post_clean()
        check_voice(self, language=self.instance.language)


class BundleForm(WagtailAdminModelForm):
    """A bundle speaks as the shop does."""

    def _post_clean(self) -> None:
        super()._post_clean()
        locale = self.instance.locale if self.instance.locale_id else None
        check_voice(self, language=locale.language_code if locale else conf.LANGUAGE())


def check_voice(form: WagtailAdminModelForm, *, language: str) -> None:
    """On publishing, name each word that the shop never uses, beside the field it stands in; a draft may hold it."""
    if PUBLISH in form.data:
        for fault in faults(form.instance, language=language):
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)


def unknown_sentence(unknown: tuple[str, ...]) -> str:
    """What is wrong with the placeholders, and which there are."""
    return gettext("Nothing can fill %(unknown)s. You may write: %(known)s.") % {
        "unknown": ", ".join(f"{{{name}}}" for name in unknown),
        "known": ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS)),
    }


class InsertForm(WagtailAdminModelForm):
    """An insert shows what its form says: a story or guide page, or a bundle."""

    stock_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stock_seen"].initial = self.instance.stock

    def clean(self) -> dict[str, Any]:
        """Ask for the page or the bundle that the form needs."""
        cleaned: dict[str, Any] = super().clean()
        needed = "bundle" if cleaned.get("form") == Insert.Form.BUNDLE else "page"
        if not cleaned.get(needed):
            self.add_error(needed, gettext("Choose what this insert shows."))
        return cleaned

    def save(self, commit: bool = True) -> Insert:
        """What was counted while the form stood open stays, unless somebody counted anew; that holds at once."""
        row = Insert.objects.filter(pk=self.instance.pk)
        if self.instance.pk and self.cleaned_data["stock"] != self.cleaned_data["stock_seen"]:
            row.update(stock=self.cleaned_data["stock"])
        elif self.instance.pk:
            self.instance.stock = row.values_list("stock", flat=True).get()
        saved: Insert = super().save(commit)
        return saved


class VoiceForm(WagtailAdminModelForm):
    """A sheet is for a language in which somebody is written to."""

    language = forms.ChoiceField(label=_("Language"), choices=language_choices)


class DefaultForm(WagtailAdminModelForm):
    """Only one card design is in use; the one that is has to be taken out of use first."""

    def clean_default(self) -> bool:
        """Say which design stands in the way, instead of a database error."""
        wanted = bool(self.cleaned_data["default"])
        other = CardDesign.objects.filter(default=True).exclude(pk=self.instance.pk).first()
        if wanted and other:
            raise forms.ValidationError(gettext("“%(name)s” is in use; untick it there first.") % {"name": other.name})
        return wanted
