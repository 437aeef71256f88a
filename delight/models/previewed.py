"""Lets a row be previewed in the editor without the model knowing who draws it."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from wagtail.models import PreviewableMixin

from delight import conf


class Previewed(PreviewableMixin):
    """Drawn by the function named in ``DELIGHT_PREVIEW``: models import neither mails nor print_templates."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The preview as a page of its own."""
        drawn: HttpResponseBase = import_string(conf.PREVIEW())(self, request=request, mode=mode_name)
        return drawn
