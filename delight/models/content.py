"""What editors write: stories, guides, bundles, inserts and the words of mails and cards."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Page, RevisionMixin, TranslatableMixin
from wagtail.search import index

from delight.models.blocks import guide_step_blocks, story_blocks, stuck_blocks
from delight.models.written import MAIL_MODES, PAPER_MODES, SHEET_MODES, Previewed, ReadFirst, ToldApart
from delight.rules.forms import paragraphs_of


def slugs(text: str) -> tuple[str, ...]:
    """The slugs of a comma-separated field, in order, without blanks."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


class ForProducts(models.Model):
    """What a piece of content is for, in the store's own slugs. Product wins over category, near over far."""

    products = models.CharField(max_length=500, blank=True, help_text=_("Product slugs, separated by commas."))
    categories = models.CharField(max_length=500, blank=True, help_text=_("Category slugs, separated by commas."))

    class Meta:
        abstract = True


FOR_PRODUCTS = MultiFieldPanel([FieldPanel("products"), FieldPanel("categories")], heading=_("What it is for"))

USED = HelpPanel(heading=_("Where it is used"), template="delight/backoffice/page_usage.html")


def _page_link(related_name: str) -> Any:  # Any: a field by which Django links a page's table to Wagtail's
    """The link from a page's own table, named so that no page of the site around us has the same name."""
    return models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name=related_name
    )


class HomePage(ToldApart, Page):
    """The root of one language's stories and guides, anywhere in a site's tree; it lists them."""

    page_ptr = _page_link("delight_home")
    subpage_types = ["delight.StoryPage", "delight.GuidePage"]
    max_count_per_parent = None
    template = "delight/pages/home.html"


class StoryPage(ForProducts, ReadFirst, Page):
    """Where a thing comes from: maker, material, mistake. No price and no buy button: there is no field for them.

    What a customer tells, or how somebody came through a friend, is told with that person's consent, and until they
    take it back through the link of ``links.withdraw``.
    """

    class Sort(models.TextChoices):
        MAKER = "maker", _("who makes it")
        MATERIAL = "material", _("what it is made of")
        MISTAKE = "mistake", _("a mistake of ours")
        CUSTOMER = "customer", _("told by a customer")
        FRIEND = "friend", _("found through a friend")

    page_ptr = _page_link("delight_story")
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.MAKER)
    told_by = models.CharField(
        max_length=120, blank=True, help_text=_("Whose story it is, by the name they want to be called in it.")
    )
    agreed_on = models.DateField(null=True, blank=True, help_text=_("When they agreed that it is told."))
    agreed_how = models.CharField(max_length=250, blank=True, help_text=_("How they agreed: a letter, a mail, a call."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    summary = models.CharField(max_length=250, help_text=_("One or two sentences; stands on the printed insert."))
    body = StreamField(story_blocks(), use_json_field=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    default = models.BooleanField(default=False, help_text=_("Told where no other story fits."))

    template = "delight/pages/story.html"
    parent_page_types = ["delight.HomePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FOR_PRODUCTS,
        FieldPanel("default"),
        USED,
        MultiFieldPanel(
            [
                FieldPanel("sort"),
                FieldPanel("told_by"),
                FieldPanel("agreed_on"),
                FieldPanel("agreed_how"),
                HelpPanel(template="delight/backoffice/withdraw_link.html"),
            ],
            heading=_("Whose story it is"),
        ),
    ]

    def __str__(self) -> str:
        return str(self.title)

    def with_content_json(self, content: Any) -> Any:  # as Wagtail names them, untyped
        """An earlier draft does not know that the person has taken the story back since; its row does."""
        page = super().with_content_json(content)
        page.withdrawn_at = self.withdrawn_at
        return page

    @property
    def of_a_person(self) -> bool:
        """Whether it is told of a customer, who may take it back."""
        return self.sort in (self.Sort.CUSTOMER, self.Sort.FRIEND)


class GuidePage(ForProducts, ReadFirst, Page):
    """How to use a thing: steps, what people get stuck on, and honestly for whom it is not.

    One limited to a season or to countries is told before the general one of the same thing, and to nobody else.
    """

    page_ptr = _page_link("delight_guide")
    intro = models.TextField(help_text=_("One or two sentences."))
    steps = StreamField(guide_step_blocks(), use_json_field=True)
    stuck = StreamField(stuck_blocks(), use_json_field=True, blank=True, help_text=_("What people get stuck on."))
    set_up = models.BooleanField(
        _("must be set up"), default=False, help_text=_("It is of no use before somebody has set it going.")
    )
    not_for = models.TextField(_("not for you?"), help_text=_("The honest limits of the product."))
    first_month = models.PositiveSmallIntegerField(_("from"), null=True, blank=True, choices=MONTHS.items())
    last_month = models.PositiveSmallIntegerField(_("to the end of"), null=True, blank=True, choices=MONTHS.items())
    countries = models.CharField(
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^ *[A-Za-z]{2}( *, *[A-Za-z]{2})* *$", _("Write two letters a country: IE, GB."))],
        help_text=_("Only for orders to these countries, as two letters: IE, GB. Empty: to all."),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    template = "delight/pages/guide.html"
    parent_page_types = ["delight.HomePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("steps")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("steps"),
        FieldPanel("stuck"),
        FieldPanel("not_for"),
        FieldPanel("set_up"),
        FOR_PRODUCTS,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("first_month"), FieldPanel("last_month")]), FieldPanel("countries")],
            heading=_("Only for orders placed in these months, and to these countries"),
            help_text=_("Months left empty: all year. A season may go over New Year, such as November to February."),
        ),
        USED,
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_month=None, last_month=None)
                | models.Q(first_month__isnull=False, last_month__isnull=False),
                name="delight_guidepage_whole_season",
                violation_error_message=_(
                    "A season has a first and a last month; leave both empty for the whole year."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def step_texts(self) -> tuple[str, ...]:
        """The steps as plain text, in order."""
        return tuple(str(block.value) for block in self.steps if block.block_type == "step")

    @property
    def stuck_pairs(self) -> tuple[tuple[str, str], ...]:
        """What people get stuck on, each with its answer, in order."""
        return tuple((str(block.value["question"]), str(block.value["answer"])) for block in self.stuck)


class ProductTag(ForProducts):
    """A word for some products by which moments and words are chosen; a collection of that slug is the same tag.

    Three of them change what the customer reads by themselves: see ``delight.rules.matching.TRIGGERS``.
    """

    slug = models.SlugField(max_length=60, unique=True)
    why = models.CharField(max_length=250, blank=True, help_text=_("What it means, for whoever comes after you."))

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Bundle(ForProducts, ReadFirst, DraftStateMixin, RevisionMixin, Previewed, TranslatableMixin, models.Model):
    """Things that belong together: one to keep, one to give."""

    class Size(models.TextChoices):
        FRIEND = "friend", _("for a friend")
        FAMILY = "family", _("for a family")
        REFILL = "refill", _("a refill")

    title = models.CharField(max_length=120)
    size = models.CharField(max_length=10, choices=Size.choices, blank=True)
    keep = models.CharField(max_length=200, help_text=_("The one to keep."))
    give = models.CharField(max_length=200, help_text=_("The one to give."))
    keep_variant = models.CharField(max_length=255, blank=True, verbose_name=_("to keep, in the shop"))
    give_variant = models.CharField(max_length=255, blank=True, verbose_name=_("to give, in the shop"))
    line = models.CharField(max_length=250, help_text=_("The gift line on the insert."))
    gift_note = models.CharField(
        max_length=160, blank=True, help_text=_("Words that go with the one to give, such as a line to read aloud.")
    )
    say = models.CharField(max_length=250, help_text=_("What would the customer say to a friend about it?"))
    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="bundle",
    )

    class Meta(TranslatableMixin.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    @property
    def preview_modes(self) -> Sequence[tuple[str, Promise]]:
        """The sheet, in each language and each hand."""
        return SHEET_MODES


class VoiceSheet(models.Model):
    """The words that the shop uses and those it never does, in one language; read before anything is published."""

    language = models.CharField(max_length=12, unique=True)
    use = models.TextField(blank=True, help_text=_("Words we like, and how we speak."))
    never = models.TextField(
        blank=True,
        help_text=_(
            "One a line: the word, or its beginning with a *; after = what we say instead. cheap* = inexpensive"
        ),
    )

    class Meta:
        ordering = ["language"]

    def __str__(self) -> str:
        return self.language


class Insert(ForProducts, DraftStateMixin, RevisionMixin, Previewed, models.Model):
    """A printed sheet for some products: it shows a story, a guide or a bundle's line, in the language of the order.

    A sample's sheet lies beside the sample: of these ``stock`` are left, and it is no part of a draft.
    """

    class Form(models.TextChoices):
        STORY = "story", _("story")
        GUIDE = "guide", _("guide")
        BUNDLE = "bundle", _("bundle: one to keep, one to give")
        SHARE = "share", _("card to pass on")
        SAMPLE = "sample", _("sample")
        CHANGE = "change", _("notice of a change")

    SHEETS = (Form.STORY, Form.GUIDE, Form.BUNDLE)
    """Forms of the one sheet that a moment means which names no other form."""

    name = models.CharField(max_length=120)
    form = models.CharField(max_length=10, choices=Form.choices)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The story or guide, in any language: its translation is printed."),
    )
    bundle = models.ForeignKey(Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="inserts")
    stock = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How many samples are left; empty: nobody counts. A change counts at once.")
    )
    holds = models.CharField(
        _("it holds"),
        max_length=200,
        blank=True,
        help_text=_("What some people must avoid, in the words of the check-out: nuts, wool …"),
    )
    cost = models.DecimalField(
        max_digits=8, decimal_places=2, default=0, help_text=_("Cost per piece, in the shop's currency.")
    )
    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="insert",
    )

    def __str__(self) -> str:
        return self.name

    def with_content_json(self, content: dict[str, Any]) -> "Insert":  # Any: Wagtail's own form of a revision
        """A draft that is published keeps what was counted since it was written."""
        drafted: Insert = super().with_content_json(content)
        drafted.stock = Insert.objects.filter(pk=self.pk).values_list("stock", flat=True).first()
        return drafted

    @property
    def preview_modes(self) -> Sequence[tuple[str, Promise]]:
        """The sheet, in each language and each hand."""
        return SHEET_MODES


class Wording(ReadFirst, DraftStateMixin, RevisionMixin, Previewed, models.Model):
    """An editor's words for one kind, variant and language. The text part is written by hand, not derived.

    Placeholders are those of ``delight.rules.forms.PLACEHOLDERS``; help line, stop line and layout are the frame's.
    """

    kind = models.CharField(max_length=40)
    variant = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=60, blank=True)
    preheader = models.CharField(max_length=140, blank=True)
    heading = models.CharField(max_length=120, blank=True)
    greeting = models.CharField(max_length=120, blank=True)
    plain_greeting = models.CharField(max_length=120, blank=True, help_text=_("Used where we know no name."))
    body = models.TextField(blank=True, help_text=_("Paragraphs, separated by an empty line."))
    button = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True, help_text=_("The text part of a mail; {link} stands where the button is."))
    closing = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why this person gets it, true for the rule."))
    kicker = models.CharField(max_length=60, blank=True)
    hand_line = models.CharField(max_length=160, blank=True)
    qr_caption = models.CharField(max_length=160, blank=True)
    revisions = GenericRelation("wagtailcore.Revision", "object_id", "base_content_type", related_query_name="wording")

    WORDS = (
        "subject",
        "preheader",
        "heading",
        "greeting",
        "plain_greeting",
        "body",
        "button",
        "text",
        "closing",
        "reason",
        "kicker",
        "hand_line",
        "qr_caption",
    )

    class Meta:
        ordering = ["kind", "variant", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "variant", "language"], name="delight_wording_once")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.variant} · {self.language}"

    @property
    def preview_modes(self) -> Sequence[tuple[str, Promise]]:
        """Paper as it is printed, in each hand; a mail as it is read in the light, in the dark, on a phone, as text."""
        return {"note": PAPER_MODES, "insert": PAPER_MODES}.get(self.kind, MAIL_MODES)

    @property
    def version(self) -> str:
        """Names exactly these words: kind, variant, language and the first ten hex digits of their SHA-256."""
        digest = sha256("\x1f".join(str(getattr(self, name)) for name in self.WORDS).encode()).hexdigest()
        return f"{self.kind}/{self.variant}/{self.language}/{digest[:10]}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, each on one line."""
        return paragraphs_of(self.body)
