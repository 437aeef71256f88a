"""How cards look and parcels are wrapped, and what was printed together."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delight.models.content import ForProducts
from delight.models.written import DESIGN_MODES, Previewed


class CardDesign(Previewed, models.Model):
    """Which hand writes, how freely, on which sheet. The one marked default is used."""

    class Hand(models.TextChoices):
        CAVEAT = "caveat", _("Caveat: a felt pen, Latin and Cyrillic")
        ZEYADA = "zeyada", _("Zeyada: a quick ballpoint, Latin")
        WREN = "wren", _("Wren: a fine gel pen, Latin and Cyrillic; a plotter can write it")

    class Preset(models.TextChoices):
        NEAT = "neat", _("neat")
        NATURAL = "natural", _("natural")
        LIVELY = "lively", _("lively")

    class Format(models.TextChoices):
        A6 = "a6", _("A6, 105 × 148 mm")
        A5_FOLDED = "a5-folded", _("A5 folded to A6")
        DL = "dl", _("DL, 99 × 210 mm")
        SQUARE = "square", _("148 mm square")
        CARD = "card", _("85 × 55 mm, for few words")
        INCH_4X6 = "4x6", _("4 × 6 in")
        INCH_5X7 = "5x7", _("5 × 7 in (A7)")
        A2 = "a2", _("4¼ × 5½ in (A2)")

    class Sheet(models.TextChoices):
        SINGLE = "single", _("one a page, with crop marks")
        A4_1UP = "a4-1up", _("A4, one a page")
        A4_2UP = "a4-2up", _("A4, two a page")
        A4_4UP = "a4-4up", _("A4, four a page")
        A4_10UP = "a4-10up", _("A4, ten a page (85 × 55 mm)")
        LETTER_1UP = "letter-1up", _("Letter, one a page")
        LETTER_2UP = "letter-2up", _("Letter, two a page")
        LETTER_4UP = "letter-4up", _("Letter, four a page")
        LETTER_10UP = "letter-10up", _("Letter, ten a page (85 × 55 mm)")

    class SheetOrder(models.TextChoices):
        PICK = "pick", _("sheet by sheet")
        STACK = "stack", _("for cutting: the piles, one on another, are in pick order")

    class NameFallback(models.TextChoices):
        TYPED = "typed", _("type the name")
        WITHOUT_NAME = "without_name", _("greet without the name")
        BLANK_LINE = "blank_line", _("leave a line for a pen")

    name = models.CharField(max_length=80)
    hand = models.CharField(max_length=20, choices=Hand.choices, default=Hand.CAVEAT)
    preset = models.CharField(max_length=10, choices=Preset.choices, default=Preset.NATURAL)
    format = models.CharField(max_length=10, choices=Format.choices, default=Format.A6)
    sheet = models.CharField(max_length=12, choices=Sheet.choices, default=Sheet.SINGLE)
    order = models.CharField(max_length=5, choices=SheetOrder.choices, default=SheetOrder.PICK)
    name_fallback = models.CharField(max_length=14, choices=NameFallback.choices, default=NameFallback.TYPED)
    human_slot = models.CharField(
        max_length=80,
        blank=True,
        verbose_name=_("line for a pen"),
        help_text=_("Leaves one line of each card free and asks the packer for it, such as: what you like about it."),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For the other side. Every sheet then has a back: turn it over like a page."),
    )
    default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["default"], condition=models.Q(default=True), name="delight_carddesign_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def preview_modes(self) -> Sequence[tuple[str, Promise]]:
        """A card of a first order, in this design."""
        return DESIGN_MODES


class WrapPlan(ForProducts, models.Model):
    """How a thing is wrapped, for whoever packs it. One for no product fits where no other does."""

    name = models.CharField(max_length=80)
    words = models.CharField(max_length=250, blank=True, help_text=_("What to take, and what goes where."))
    photo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    gifts_only = models.BooleanField(default=False, help_text=_("Only where the order is a gift."))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PrintRun(models.Model):
    """Cards and inserts printed together, in pick order. The PDF is not kept: the same content prints the same page."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sheet = models.CharField(max_length=12, choices=CardDesign.Sheet.choices)
    order = models.CharField(max_length=5, choices=CardDesign.SheetOrder.choices, default=CardDesign.SheetOrder.PICK)
    separate = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many pieces a page that announces them stands before; 0: no such pages.")
    )
    reprint_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reprints")
    why = models.CharField(max_length=200, blank=True, help_text=_("Why it was printed again."))
    refused = models.JSONField(default=list, help_text=_("Pieces left out: order number and reason."))

    def __str__(self) -> str:
        return f"run {self.pk}"


class PrintLine(models.Model):
    """One piece in a run: its content as data, the hash of what was drawn, and the packer's marks."""

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="lines")
    touch = models.ForeignKey("delight.Touch", on_delete=models.PROTECT, related_name="print_lines")
    position = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    wording_version = models.CharField(max_length=60, blank=True)
    enclosed_at = models.DateTimeField(null=True, blank=True)
    spoilt_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who wrote the line that was left for a pen."),
    )
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "touch"], name="delight_printline_once")]

    def __str__(self) -> str:
        return f"{self.run} line {self.position}"


class PickList(models.Model):
    """The order in which a stock system sends packers round, as an uploaded file says; the newest counts."""

    name = models.CharField(max_length=200, help_text=_("The file's name."))
    numbers = models.JSONField(default=list, help_text=_("Order numbers, the first to pick first."))
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "PickList | None":
        """The list by which packers go now; without one they go along the shelves."""
        return cls.objects.select_related("uploaded_by").order_by("-pk").first()
