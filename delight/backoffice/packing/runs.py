"""Print runs: what was printed when, refused and why, spoilt; and the PDF as an answer."""

from collections.abc import Sequence
from typing import Any  # Django's view contexts hold anything

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.prints.mark_line import mark_line
from delight.actions.prints.print_cards import run_manifest
from delight.backoffice.permissions import PRINT, SCAN, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.models import PrintLine, PrintRun
from print_templates import Printed, PrintError


def runs() -> Any:
    """The runs, the newest first, with how many pieces each has and how many lie in parcels."""
    return (
        PrintRun.objects.select_related("made_by", "reprint_of")
        .annotate(pieces=Count("lines"), enclosed=Count("lines", filter=Q(lines__enclosed_at__isnull=False)))
        .order_by("-made_at", "-pk")
    )


def pdf_answer(request: HttpRequest, *, run: PrintRun, printed: Printed) -> HttpResponseBase:
    """The PDF, shown in its tab; where every piece was refused there is no page, and the run says why."""
    if not printed.pages:
        messages.error(request, _("Nothing could be printed; the reasons stand below."))
        return redirect("delight_run", pk=run.pk)
    return HttpResponse(
        printed.pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="cards-run-{run.pk}.pdf"'},
    )


def line_title(line: PrintLine) -> str:
    """What the packer holds in their hand: "Card", "Gift card", or the insert's heading; erased content has no more."""
    content = line.content
    if content.get("piece") == "note":
        return _("Gift card") if content.get("gift") else _("Card")
    return str(content.get("heading") or touch_sentence(line.touch))


class RunsView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """All runs."""

    right = PRINT
    template_name = "delight/backoffice/runs.html"
    page_title = gettext_lazy("Print runs")
    header_icon = "copy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest two hundred; older ones are found from their orders."""
        return super().get_context_data(**kwargs) | {"runs": runs()[:200]}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ReprintForm(forms.Form):
    """Why something is printed again."""

    why = forms.CharField(label=gettext_lazy("Why again?"), max_length=200)


class RunView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """One run: its lines in pick order, what was refused and why, and the reprint."""

    right = PRINT
    template_name = "delight/backoffice/run.html"
    header_icon = "copy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The run with its lines."""
        run = get_object_or_404(runs(), pk=kwargs["pk"])
        self.page_title = _("Run %(number)d") % {"number": run.pk}
        return super().get_context_data(**kwargs) | {
            "run": run,
            "lines": [(line, line_title(line)) for line in _lines(run)],
            "form": ReprintForm(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, runs, this one."""
        above = {"url": reverse("delight_runs"), "label": _("Print runs")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


def _lines(run: PrintRun) -> Sequence[PrintLine]:
    return list(run.lines.select_related("touch__order", "touch__customer", "written_by"))


class ManifestView(DeskMixin, View):
    """A run as a table for a spreadsheet: position, order, recipient, and page and place of each piece."""

    right = PRINT

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The CSV, in pick order; its first bytes tell a spreadsheet that it is UTF-8."""
        run = get_object_or_404(PrintRun, pk=pk)
        try:
            rows = run_manifest(run)
        except PrintError as error:
            messages.error(request, str(error))
            return redirect("delight_run", pk=run.pk)
        headers = {"Content-Disposition": f'attachment; filename="cards-run-{run.pk}.csv"'}
        return HttpResponse(rows.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


class SpoiltView(DeskMixin, View):
    """Marks one line as spoilt."""

    right = SCAN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mark it, and go back to its run."""
        line = get_object_or_404(PrintLine, pk=pk)
        mark_line(line, mark="spoilt")
        messages.success(request, _("Marked as spoilt. Print it again below."))
        return redirect("delight_run", pk=line.run_id)
