"""What a person wrote or answered to us, and a complaint, damage or question until it is closed."""

from collections.abc import Iterable

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


class Answer(models.Model):
    """What a person answered to our one question; the latest counts. Nothing that chooses people reads it."""

    touch = models.OneToOneField("delight.Touch", on_delete=models.CASCADE, related_name="answer")
    customer = models.ForeignKey("delight.Customer", on_delete=models.CASCADE, related_name="answers")
    order = models.ForeignKey("delight.Order", on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40, help_text=_("Which of our questions it was."))
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("0 to 10; empty: words alone."))
    words = models.TextField(blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__lte=10), name="delight_answer_score"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.at:%Y-%m-%d}"


class Thanks(models.Model):
    """What whoever opened a gift asks us to tell the giver: one a gift. Who they are nobody asked."""

    LONGEST = 280

    order = models.OneToOneField("delight.Order", on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(max_length=LONGEST, blank=True, help_text=_("A line of theirs; empty: the bare thanks."))
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "thanks"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Reply(models.Model):
    """Something a person wrote to us, kept once. From a human it opens a case, so that all else waits for the answer.

    ``automatic``: a machine wrote it (an absence note, a bounce); it is shown and asks for nothing. Without a customer
    it waits until staff say whose it is. ``themes``: what staff found it to be about.
    """

    class Theme(models.TextChoices):
        KIND_WORDS = "kind_words", _("kind words")
        RECOMMENDED = "recommended", _("recommended us")
        COMPLAINT = "complaint", _("complaint")
        DAMAGE = "damage", _("damage")
        QUESTION = "question", _("question")
        IDEA = "idea", _("idea")

    store = models.CharField(max_length=50)
    digest = models.CharField(max_length=64)
    customer = models.ForeignKey(
        "delight.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    order = models.ForeignKey("delight.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    touch = models.ForeignKey("delight.Touch", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=255, blank=True)
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    message_id = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    words = models.TextField(blank=True)
    automatic = models.BooleanField(default=False)
    themes = models.JSONField(default=list, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text=_("What was answered, or how the answer was given."))
    answered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["store", "digest"], name="delight_reply_once")]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="delight_reply_open",
                condition=models.Q(answered_at__isnull=True, automatic=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender_name or self.sender} {self.received_at:%Y-%m-%d}"

    @property
    def theme_labels(self) -> list[str]:
        """What it was about, as words for staff."""
        return labels_of_themes(self.themes)


def labels_of_themes(themes: Iterable[str]) -> list[str]:
    """The themes as words for staff, in their own order."""
    return [str(theme.label) for theme in Reply.Theme if theme.value in set(themes)]
