"""Scanning at the packing table: does this piece still belong in its parcel?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from delight.actions.prints.scan import scan
from delight.backoffice.permissions import SCAN, DeskMixin


class ScanView(DeskMixin, View):
    """One big field for a hand scanner, which is a keyboard that presses Enter; works without JavaScript."""

    right = SCAN

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty field."""
        return render(request, "delight/backoffice/scan.html", {"result": None})

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the code belongs to, loud enough to see from a step away. Scanning twice changes nothing more."""
        code = request.POST.get("code", "").strip()
        result = scan(code) if code else None
        return render(request, "delight/backoffice/scan.html", {"result": result, "code": code})
