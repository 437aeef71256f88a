"""After a jam: a run, or some of its pieces, printed again with the reason; who watches gets the page with the bar."""

from typing import Any  # Django's view contexts hold anything

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from delight.actions.prints.print_cards import drawn_again, is_fresh, reprint_in_steps, to_the_end
from delight.backoffice.packing.printing import PrintingPage, Steps, told_answer
from delight.backoffice.packing.runs import ReprintForm, pdf_answer
from delight.backoffice.permissions import PRINT, DeskMixin, staff
from delight.backoffice.staff_log import noted
from delight.errors import DelightError
from delight.models import PrintRun
from print_templates import PrintError

_FIELDS = ("why", "touch")


class ReprintView(PrintingPage):
    """Prints a run, or the ticked pieces of it, again with the same content: the PDF, or the page with the bar."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """A reason is asked for: a reprint is logged with it."""
        run = get_object_or_404(PrintRun, pk=pk)
        if not ReprintForm(request.POST).is_valid():
            messages.error(request, _("Say why it is printed again."))
            return redirect("delight_run", pk=run.pk)
        if "watch" in request.POST:
            kept = [(name, value) for name in _FIELDS for value in request.POST.getlist(name)]
            at = reverse("delight_watch_again", args=[run.pk])
            return self.render_to_response(self.get_context_data(fields=kept, printing=at, again_of=run))
        try:
            again, printed = to_the_end(_steps(request, run))
        except (DelightError, PrintError) as error:
            messages.error(request, str(error))
            return redirect("delight_run", pk=run.pk)
        return pdf_answer(request, run=again, printed=printed)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, runs, this run, here."""
        pk = self.kwargs["pk"]
        home, _today, here = super().get_breadcrumbs_items()
        runs = {"url": reverse("delight_runs"), "label": _("Print runs")}
        return [
            home,
            runs,
            {"url": reverse("delight_run", args=[pk]), "label": _("Run %(number)d") % {"number": pk}},
            here,
        ]


class WatchAgainView(DeskMixin, View):
    """The reprint that somebody watches; opened anew, the page leads to what came of it."""

    right = PRINT
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The last reprint of this run that this person made a moment ago, if there is one."""
        last = PrintRun.objects.filter(reprint_of=pk, made_by=staff(request)).order_by("-made_at", "-pk").first()
        if last and is_fresh(last):
            return redirect("delight_run", pk=last.pk)
        messages.warning(request, _("Nothing was printed again."))
        return redirect("delight_run", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """A line of JSON for each step, the last with the PDF's address; given up on the way, it logs nothing."""
        steps = _steps(request, get_object_or_404(PrintRun, pk=pk))
        return told_answer(steps, pdf=lambda again: reverse("delight_run_pdf", args=[again.pk]), stages=("drawn",))


class RunPdfView(DeskMixin, View):
    """The PDF of a reprint, for who has just watched it; later its run is printed again, with a reason."""

    right = PRINT

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """While it is fresh, and to whoever made it."""
        run = get_object_or_404(PrintRun, pk=pk)
        if not is_fresh(run) or run.made_by != request.user:
            return redirect("delight_run", pk=run.pk)
        try:
            return pdf_answer(request, run=run, printed=drawn_again(run))
        except PrintError as error:
            messages.error(request, str(error))
            return redirect("delight_run", pk=run.pk)


def _steps(request: HttpRequest, run: PrintRun) -> Steps:
    """Print what was ticked of it again, all if nothing is, and log who did."""
    ticked = [int(part) for part in request.POST.getlist("touch") if part.isdigit()] or None
    again, printed = yield from reprint_in_steps(
        run, why=request.POST.get("why", ""), by=staff(request), touch_ids=ticked
    )
    noted(again, user=request.user, sentence=_("Printed again"))
    return again, printed
