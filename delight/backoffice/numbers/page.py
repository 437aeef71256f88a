"""The report page: figures that matter as charts and tables, and as a spreadsheet."""

from typing import Any  # Django's view contexts hold anything

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from delight import clock
from delight.backoffice.numbers.chart import chart
from delight.backoffice.numbers.figures import groups
from delight.backoffice.permissions import SEE_TOUCHES, DeskMixin


class NumbersView(DeskMixin, SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """Figures without people: whoever may see touches may see them."""

    right = SEE_TOUCHES
    template_name = "delight/backoffice/numbers.html"
    page_title = gettext_lazy("Numbers that matter")
    header_icon = "history"
    export_filename = "delight-numbers"
    list_export = ["group", "name", "value", "people", "low", "high", "note"]
    export_headings = {
        "group": gettext_lazy("About"),
        "name": gettext_lazy("What"),
        "value": gettext_lazy("Value"),
        "people": gettext_lazy("People"),
        "low": gettext_lazy("95 % from"),
        "high": gettext_lazy("95 % to"),
        "note": gettext_lazy("Note"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or all its tables as one sheet."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        figures = [figure for group in groups(clock.now()) for figure in group.figures]
        sheet: HttpResponse = self.as_spreadsheet(figures, request.GET["export"])
        return sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each group with its chart."""
        shown = [(group, chart(group)) for group in groups(clock.now())]
        return super().get_context_data(**kwargs) | {"groups": shown}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
