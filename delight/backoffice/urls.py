"""Delight's own pages in the admin; the view sets bring theirs."""

from django.urls import path

from delight.backoffice.demo import ClockView, OutboxView
from delight.backoffice.numbers.page import NumbersView
from delight.backoffice.orders.arrivals import ArrivalsView
from delight.backoffice.orders.deeds import ForgetView, OrderDeedView
from delight.backoffice.orders.page import OrderView
from delight.backoffice.orders.replies import RepliesView, ReplyDeedView
from delight.backoffice.orders.tray import ResolveView, TrayView
from delight.backoffice.packing.again import ReprintView, RunPdfView, WatchAgainView
from delight.backoffice.packing.desk import TodayView
from delight.backoffice.packing.missing import MissingView
from delight.backoffice.packing.pick_list import PickListView
from delight.backoffice.packing.printing import PdfView, PrintView, WatchView
from delight.backoffice.packing.runs import ManifestView, RunsView, RunView, SpoiltView
from delight.backoffice.packing.scanner import ScanView
from delight.backoffice.people.page import PersonDeedView, PersonView
from delight.backoffice.writing.previews import WordsLookView
from delight.backoffice.writing.trying import TryLookView, TryView
from delight.backoffice.writing.variants import VariantsView

urlpatterns = [
    path("delight/words/<int:pk>/look/", WordsLookView.as_view(), name="delight_words_look"),
    path("delight/try/", TryView.as_view(), name="delight_try"),
    path("delight/try/<int:order>/<int:moment>/", TryLookView.as_view(), name="delight_try_look"),
    path("delight/orders/<int:pk>/", OrderView.as_view(), name="delight_order"),
    path("delight/orders/<int:pk>/forget/", ForgetView.as_view(), name="delight_forget_person"),
    path("delight/orders/<int:pk>/<slug:deed>/", OrderDeedView.as_view(), name="delight_deed"),
    path("delight/people/<int:pk>/", PersonView.as_view(), name="delight_person"),
    path("delight/people/<int:pk>/<slug:deed>/", PersonDeedView.as_view(), name="delight_person_deed"),
    path("delight/arrivals/", ArrivalsView.as_view(), name="delight_arrived"),
    path("delight/today/", TodayView.as_view(), name="delight_today"),
    path("delight/today/print/", PrintView.as_view(), name="delight_print"),
    path("delight/today/print/<uuid:ticket>/", WatchView.as_view(), name="delight_watch"),
    path("delight/today/print/<uuid:ticket>/cards.pdf", PdfView.as_view(), name="delight_pdf"),
    path("delight/pick-order/", PickListView.as_view(), name="delight_pick_list"),
    path("delight/runs/", RunsView.as_view(), name="delight_runs"),
    path("delight/runs/<int:pk>/", RunView.as_view(), name="delight_run"),
    path("delight/runs/<int:pk>/again/", ReprintView.as_view(), name="delight_reprint"),
    path("delight/runs/<int:pk>/again/watched/", WatchAgainView.as_view(), name="delight_watch_again"),
    path("delight/runs/<int:pk>/cards.pdf", RunPdfView.as_view(), name="delight_run_pdf"),
    path("delight/runs/<int:pk>/manifest.csv", ManifestView.as_view(), name="delight_manifest"),
    path("delight/lines/<int:pk>/spoilt/", SpoiltView.as_view(), name="delight_spoilt"),
    path("delight/scan/", ScanView.as_view(), name="delight_scan"),
    path("delight/missing/", MissingView.as_view(), name="delight_missing"),
    path("delight/numbers/", NumbersView.as_view(), name="delight_numbers"),
    path("delight/tray/", TrayView.as_view(), name="delight_tray"),
    path("delight/tray/results/", TrayView.as_view(results_only=True), name="delight_tray_results"),
    path("delight/tray/<int:pk>/", ResolveView.as_view(), name="delight_resolve"),
    path("delight/replies/", RepliesView.as_view(), name="delight_replies"),
    path("delight/replies/<int:pk>/<slug:deed>/", ReplyDeedView.as_view(), name="delight_reply"),
    path("delight/variants/", VariantsView.as_view(), name="delight_variants"),
    path("delight/clock/", ClockView.as_view(), name="delight_clock"),
    path("delight/outbox/", OutboxView.as_view(), name="delight_outbox"),
    path("delight/outbox/<str:name>/", OutboxView.as_view(), name="delight_outbox_mail"),
]
