"""The button that prints: the PDF as the answer, or a page that tells how far it is and then opens the PDF.

Who watches is told over the very answer under which it is drawn: no process has to know what another one draws.
"""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any  # Django's view contexts hold anything
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.prints.print_cards import (
    STAGES,
    HowFar,
    Stage,
    drawn_again,
    is_fresh,
    print_cards_in_steps,
    to_the_end,
    what_became_of,
)
from delight.backoffice.packing.runs import pdf_answer
from delight.backoffice.permissions import PRINT, DeskMixin, staff
from delight.backoffice.staff_log import noted
from delight.errors import DelightError, PermanentError
from delight.models import PrintRun
from print_templates import Printed, PrintError

SEPARATED = (10, 25, 50)
"""Pieces between two pages that announce the next ones."""
LOOK_AGAIN = 2
"""Seconds after which a page that waits for another window looks again."""

Steps = Generator[HowFar, None, tuple[PrintRun, Printed]]


class PrintingPage(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """The page with the bar."""

    right = PRINT
    template_name = "delight/backoffice/printing.html"
    page_title = gettext_lazy("Printing")
    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, today's cards, here."""
        above = {"url": reverse("delight_today"), "label": _("Today's cards")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


class PrintView(PrintingPage):
    """Prints all of today's pieces, or those ticked: the PDF is the answer; who watches gets the page with the bar."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The button decides: ``all`` prints all, ``one`` a single order's, else the ticked ones."""
        if _chosen(request) == []:
            messages.warning(request, _("Tick what you want to print first."))
            return redirect("delight_today")
        if "watch" in request.POST:
            kept = [(name, value) for name in _FIELDS for value in request.POST.getlist(name)]
            at = reverse("delight_watch", args=[uuid4()])
            return self.render_to_response(self.get_context_data(fields=kept, printing=at))
        try:
            run, printed = to_the_end(_steps(request))
        except (DelightError, PrintError) as error:
            messages.error(request, str(error))
            return redirect("delight_today")
        return pdf_answer(request, run=run, printed=printed)


class WatchView(PrintingPage):
    """One press of the button, by its ticket: prints what was chosen, once, and tells everybody what became of it."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, ticket: UUID, **kwargs: Any) -> HttpResponse:
        """What became of it, for who opens the page anew; while it is still drawn the page looks again by itself."""
        found = what_became_of(ticket.hex)
        run, waiting = (found, 0) if isinstance(found, PrintRun) else (None, found)
        context = {"run": run, "fresh": run and is_fresh(run), "waiting": waiting, "ticket": ticket}
        answer = self.render_to_response(self.get_context_data(**context))
        if waiting:
            answer["Refresh"] = str(LOOK_AGAIN)
        return answer

    def post(self, request: HttpRequest, ticket: UUID) -> HttpResponseBase:
        """A line of JSON for each step, the last with the PDF's address; given up on the way, it prints nothing."""
        steps = _steps(request, claim=ticket.hex)
        return told_answer(steps, pdf=lambda run: reverse("delight_pdf", args=[ticket]))


class PdfView(DeskMixin, View):
    """The PDF of one press of the button: drawn for whoever watched, and again for a window that lost it."""

    right = PRINT

    def get(self, request: HttpRequest, ticket: UUID) -> HttpResponseBase:
        """While the press is fresh; later its run is printed again, with a reason."""
        run = what_became_of(ticket.hex)
        if not isinstance(run, PrintRun) or not is_fresh(run):
            return redirect("delight_watch", ticket=ticket)
        try:
            return pdf_answer(request, run=run, printed=drawn_again(run))
        except PrintError as error:
            messages.error(request, str(error))
            return redirect("delight_run", pk=run.pk)


_FIELDS = ("all", "one", "touch", "separate")


def _chosen(request: HttpRequest) -> list[int] | None:
    """The touches to print; None for all."""
    if "all" in request.POST:
        return None
    listed = request.POST["one"].split(",") if "one" in request.POST else request.POST.getlist("touch")
    return [int(part) for part in listed if part.isdigit()]


def _separate(request: HttpRequest) -> int:
    told = request.POST.get("separate", "")
    return int(told) if told in map(str, SEPARATED) else 0


def _steps(request: HttpRequest, *, claim: str = "") -> Steps:
    """Print what was chosen, and log who did. Raises PermanentError where nothing of it is free any more."""
    steps = print_cards_in_steps(_chosen(request), by=staff(request), separate=_separate(request), claim=claim)
    begun = next(steps)
    if not begun.total:
        steps.close()
        raise PermanentError(_("Nothing is left to print: it is printed already, or in another window just now."))
    yield begun
    run, printed = yield from steps
    noted(run, user=request.user, sentence=_("Printed"))
    return run, printed


def told_answer(
    steps: Steps, *, pdf: Callable[[PrintRun], str], stages: Sequence[Stage] = STAGES
) -> StreamingHttpResponse:
    """The steps as an answer that goes out while it is drawn; ``pdf`` is where the run's PDF is found in the end."""
    told = _told(steps, pdf=pdf, stages=stages, language=translation.get_language())
    unbuffered = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingHttpResponse(told, content_type="application/x-ndjson", headers=unbuffered)


def _told(
    steps: Steps, *, pdf: Callable[[PrintRun], str], stages: Sequence[Stage], language: str | None
) -> Iterator[bytes]:
    """The steps as they go out; what breaks is one more line, for the answer has long begun."""
    speaking = partial(translation.override, language)  # each line: others may be served in between
    while True:
        with speaking():
            try:
                line = _step_line(next(steps), stages=stages)
            except StopIteration as end:
                run, printed = end.value
                break
            except (DelightError, PrintError) as error:
                yield _line(error=str(error))
                return
        yield line
    with speaking():
        last = _end_line(run, printed=printed, pdf=pdf(run))
    yield last


_SAID = {
    "looked": gettext_lazy("%(done)d of %(total)d looked at once more"),
    "written": gettext_lazy("%(done)d of %(total)d written"),
    "drawn": gettext_lazy("%(done)d of %(total)d drawn"),
}


def _step_line(step: HowFar, *, stages: Sequence[Stage]) -> bytes:
    said = _SAID[step.stage] % {"done": step.done, "total": step.total}
    share = (stages.index(step.stage) + step.done / step.total) / len(stages) if step.total else 1
    return _line(said=said, share=round(share, 3))


def _end_line(run: PrintRun, *, printed: Printed, pdf: str) -> bytes:
    pieces = len(printed.hashes)
    said = ngettext("%(n)d piece is drawn", "%(n)d pieces are drawn", pieces) % {"n": pieces}
    if run.refused:
        left = len(run.refused)
        said += "; " + ngettext("%(n)d was not printed", "%(n)d were not printed", left) % {"n": left}
    return _line(said=said, share=1, run=reverse("delight_run", args=[run.pk]), pdf=pdf if printed.pages else "")


def _line(**told: object) -> bytes:
    return json.dumps(told).encode() + b"\n"
