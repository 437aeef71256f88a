"""A CSV file that somebody of the shop uploads, as the words in it."""

from typing import Any  # Django's form fields take whatever a browser sends

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000
"""Bytes: some thirty thousand lines."""


class CsvField(forms.FileField):
    """Its value is text; Excel writes the letters of Western Europe in its own code."""

    widget = forms.FileInput(attrs={"accept": ".csv,text/csv"})
    default_error_messages = {"large": _("The file is larger than a megabyte.")}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the words in the file; its name is ``data.name``."""
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file is None:
            return ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(self.error_messages["large"], code="large")
        content: bytes = file.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", "replace")
