"""What a mail provider tells of our mails, kept before it is understood, without an address."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProviderEvent(models.Model):
    """One event of a mail provider. The same one is kept once; its person is known by the keyed hash of the address.

    ``said`` is the provider's or the receiving server's sentence with addresses taken out.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        DONE = "done", _("understood")

    provider = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    sort = models.CharField(max_length=20)
    cause = models.CharField(max_length=20, blank=True)
    message_id = models.CharField(max_length=255, blank=True, help_text=_("Ours, as the mail's metadata brought it."))
    provider_id = models.CharField(max_length=255, blank=True)
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    said = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    attempt = models.ForeignKey(
        "delight.Attempt", null=True, blank=True, on_delete=models.SET_NULL, related_name="provider_events"
    )
    state = models.CharField(max_length=6, choices=State.choices, default=State.NEW)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "provider"], name="delight_providerevent_once")]
        indexes = [
            models.Index(fields=["id"], name="delight_providerevent_new", condition=models.Q(state="new")),
            models.Index(fields=["received_at"], name="delight_providerevent_age"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.sort} {self.cause}".strip()
