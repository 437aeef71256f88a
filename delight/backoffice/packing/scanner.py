"""Scanning at the packing table: the parcel first, then each piece that belongs in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from delight.actions.prints.scan import ScanResult, scan
from delight.backoffice.packing.runs import line_title
from delight.backoffice.permissions import SCAN, DeskMixin, staff


class ScanView(DeskMixin, View):
    """One big field for a hand scanner, which is a keyboard that presses Enter; works without JavaScript."""

    right = SCAN

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty field."""
        return _page(request, result=None, code="")

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the code belongs to, loud enough to see from a step away. Scanning twice changes nothing more."""
        code, parcel = request.POST.get("code", "").strip(), request.POST.get("parcel", "")
        if not code:
            return _page(request, result=None, code="")
        asked = request.POST.get("asked", "")
        result = scan(code, parcel=int(parcel) if parcel.isdecimal() else None, asked=asked, by=staff(request))
        return _page(request, result=result, code=code)


def _page(request: HttpRequest, *, result: ScanResult | None, code: str) -> HttpResponse:
    missing = [line_title(line) for line in result.missing] if result else []
    return render(
        request,
        "delight/backoffice/scan.html",
        {"result": result, "code": code, "missing": missing, "tone": _tone(result)},
    )


def _tone(result: ScanResult | None) -> str:
    """Green only for what is in its parcel; a parcel alone, or a line to write, is a step on the way."""
    if result is None:
        return ""
    if not result.ok:
        return "bad"
    return "next" if result.ask or (result.line is None and result.missing) else "good"
