"""Where stores knock, on the adapter's own paths under its name, and where carriers do."""

from django.urls import path

from delight.intake.arrivals import arrivals
from delight.intake.views import door

urlpatterns = [
    path("arrivals", arrivals, name="delight_arrivals"),
    path("<slug:name>/<path:path>", door, name="delight_door"),
]
