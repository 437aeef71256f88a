"""A list of arrivals, uploaded: what was noted, and line by line what was not."""

from typing import Any  # Django's view contexts hold anything

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.orders.note_arrivals import note_arrivals
from delight.backoffice.permissions import CARE, DeskMixin
from delight.backoffice.uploads import CsvField
from delight.errors import PermanentError
from delight.models import Parcel


class ListForm(forms.Form):
    """The list, and whose word it is."""

    file = CsvField(
        label=gettext_lazy("CSV file"),
        error_messages={"large": gettext_lazy("The file is larger than a megabyte: use the command note_arrivals.")},
        help_text=gettext_lazy("Its first line names the columns tracking and arrived_at; other columns do no harm."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Whose word is it?"),
        choices=[
            (Parcel.ArrivalSource.STAFF, gettext_lazy("ours: we made the list")),
            (Parcel.ArrivalSource.CARRIER, gettext_lazy("the carrier's own list")),
        ],
        widget=forms.RadioSelect,
        initial=Parcel.ArrivalSource.STAFF,
    )


class ArrivalsView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """The upload page; the answer to an upload stands on it too."""

    right = CARE
    template_name = "delight/backoffice/arrivals.html"
    page_title = gettext_lazy("Arrivals")
    header_icon = "home"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """An empty form, unless one was filled in."""
        return super().get_context_data(**{"form": ListForm(), **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note the list; what is wrong with it as a whole is an error of the file."""
        form = ListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            listed = note_arrivals(form.cleaned_data["file"], source=form.cleaned_data["source"])
        except PermanentError as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        return self.render_to_response(self.get_context_data(listed=listed))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, orders, here."""
        orders = {"url": reverse("delight_orders:index"), "label": _("Orders")}
        return [*self.breadcrumbs_items, orders, {"url": "", "label": self.page_title}]
