"""A complaint, damage or question until it is closed; while it is open nobody is asked for anything."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Case(models.Model):
    """Something between a person and the shop that is not settled. Holds every offer to that person."""

    class Sort(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        DAMAGE = "damage", _("damage")
        QUESTION = "question", _("question")

    customer = models.ForeignKey("delight.Customer", on_delete=models.CASCADE, related_name="cases")
    order = models.ForeignKey("delight.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    words = models.TextField(help_text=_("What the person told us, in their words."))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.TextField(blank=True, help_text=_("How it was settled."))

    class Meta:
        indexes = [
            models.Index(fields=["customer"], name="delight_case_open", condition=models.Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.opened_at:%Y-%m-%d}"
