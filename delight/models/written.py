"""What an editor's row can do without knowing how: be previewed, be read before it is published, be told apart."""

from typing import Any  # Wagtail carries no types

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from delight import conf

PAPER_MODES = (
    ("print", _("As printed")),
    ("longest", _("The longest name")),
    ("languages", _("Each language")),
    ("hands", _("Each hand")),
    ("order", _("For a real order")),
)
MAIL_MODES = (
    ("mail", _("Mail, light")),
    ("dark", _("Mail, dark")),
    ("phone", _("Mail on a phone")),
    ("text", _("Text part")),
    ("longest", _("The longest name")),
    ("languages", _("Each language")),
    ("order", _("For a real order")),
)
SHEET_MODES = PAPER_MODES[:1] + PAPER_MODES[2:4]
"""Of a sheet whose words are another row's: no name stands on it."""
DESIGN_MODES = PAPER_MODES[:3]


class Previewed(PreviewableMixin):
    """Drawn by the function named in ``DELIGHT_PREVIEW``: models import neither mails nor print_templates."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The preview as a page of its own."""
        drawn: HttpResponseBase = import_string(conf.PREVIEW())(self, request=request, mode=mode_name)
        return drawn


class ReadFirst:
    """Published only after the function named in ``DELIGHT_READ_FIRST`` has said yes: by whoever, and on whatever day.

    Wagtail's own views ask before they publish; what was scheduled or approved goes live without any view.
    """

    def publish(self, revision: Any, *args: Any, **named: Any) -> Any:
        """As Wagtail's own; without a yes nothing changes, and the reader has said why where staff see it."""
        if not import_string(conf.READ_FIRST())(revision):
            return None
        return super().publish(revision, *args, **named)  # type: ignore[misc]  # the rows' own mixins have it


class ToldApart:
    """Our home page beside the one that nearly every site has of its own, where an editor chooses what to add."""

    page_description = _("Below it stand Delight's stories and guides in one language.")

    @classmethod
    def get_verbose_name(cls) -> str:
        """As the README calls it."""
        return gettext("Delight home page")
