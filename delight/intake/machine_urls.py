"""Where machines call: the mail provider with its events, watchers and Prometheus with their questions."""

from django.urls import path

from delight.intake import machines, provider

urlpatterns = [
    path("mail/<slug:provider>/events/", provider.provider_events, name="delight_provider_events"),
    path("mail/<slug:provider>/replies/", provider.provider_replies, name="delight_provider_replies"),
    path("healthz", machines.alive, name="delight_alive"),
    path("healthz/ready", machines.ready, name="delight_ready"),
    path("healthz/work", machines.working, name="delight_working"),
    path("metrics", machines.metrics, name="delight_metrics"),
]
