"""The packers' way: which list they go by, a new one uploaded, and back to the shelves."""

from typing import Any  # Django's view contexts hold anything

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.prints.take_pick_list import give_up_pick_list, take_pick_list
from delight.backoffice.permissions import PRINT, DeskMixin, staff
from delight.backoffice.uploads import CsvField
from delight.errors import PermanentError
from delight.models import PickList


class PickListForm(forms.Form):
    """The list."""

    file = CsvField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Its first line names the column order; other columns do no harm."),
    )


class PickListView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """The list in use and the upload; the answer to an upload stands on the page too."""

    right = PRINT
    template_name = "delight/backoffice/pick_list.html"
    page_title = gettext_lazy("Pick order")
    header_icon = "order"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list in use, and an empty form unless one was filled in."""
        return super().get_context_data(**{"form": PickListForm(), "current": PickList.current(), **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the list, or give up the one in use; what is wrong with a file as a whole is an error of the file."""
        if "shelves" in request.POST:
            give_up_pick_list()
            messages.success(request, _("Packers go along the shelves again, then by order number."))
            return redirect("delight_today")
        form = PickListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            taken = take_pick_list(form.cleaned_data["file"], name=str(request.FILES["file"]), by=staff(request))
        except PermanentError as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        return self.render_to_response(self.get_context_data(taken=taken))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, today's cards, here."""
        today = {"url": reverse("delight_today"), "label": _("Today's cards")}
        return [*self.breadcrumbs_items, today, {"url": "", "label": self.page_title}]
