"""What editors write, as Wagtail view sets: moments, words, bundles, inserts, card designs and signers."""

from typing import Any  # Wagtail carries no types: forms, panels and columns arrive untyped

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from delight.backoffice.menu import MENU
from delight.backoffice.sentences import kind_label, whole_sentence
from delight.backoffice.writing.checklist import ChecklistPanel, SentencePanel
from delight.backoffice.writing.forms import BundleForm, DefaultForm, InsertForm, VoiceForm, WordingForm
from delight.backoffice.writing.moments import MomentCopyView, MomentForm
from delight.backoffice.writing.product_kinds import ProductKindViewSet
from delight.backoffice.writing.usage import UsagePanel
from delight.backoffice.writing.variants import VariantInput
from delight.backoffice.writing.voice import StandingPanel
from delight.models import Bundle, CardDesign, Insert, Moment, ProductTag, Signer, VoiceSheet, Wording, WrapPlan
from delight.models.content import FOR_PRODUCTS
from delight.rules.forms import PLACEHOLDERS


class Written(SnippetViewSet):
    """A view set of Delight's: its address says ``delight/…`` and its place is Delight's menu."""

    menu_hook = MENU
    menu_item_is_registered = True
    copy_view_enabled = True
    list_per_page = 50


def _form(*panels: Any, form: type | None = None) -> ObjectList:
    """The edit form's layout; ``form`` adds checks of its own."""
    return ObjectList(list(panels), base_form_class=form) if form else ObjectList(list(panels))


class MomentViewSet(Written):
    """The editor's rules, each read as a sentence."""

    model = Moment
    icon = "calendar-alt"
    menu_label = _("Moments")
    menu_order = 30
    base_url_path = "delight/moments"
    copy_view_class = MomentCopyView
    list_display = [
        "name",
        Column("sentence", label=_("What happens"), accessor=whole_sentence),
        Column("gladness", label=_("Why should this person be glad?")),
        BooleanColumn("active", label=_("On")),
    ]
    list_filter = ["active", "medium", "anchor"]
    search_fields = ["name", "slug", "gladness"]
    edit_handler = _form(
        SentencePanel(),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("gladness", heading=_("Why should this person be glad?"), help_text=" "),
                FieldPanel("slug"),
            ],
            heading=_("What it is, and why"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("days", heading=_("Days after"), help_text=" "),
                        FieldPanel("anchor", heading=_("Counted from")),
                    ]
                ),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("medium"), FieldPanel("variant")]),
                FieldPanel("expires_days", heading=_("Too late after (days)")),
            ],
            heading=_("When, and what"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("products"), FieldPanel("categories"), FieldPanel("collections")]),
                FieldRowPanel([FieldPanel("countries"), FieldPanel("channels"), FieldPanel("languages")]),
                FieldRowPanel([FieldPanel("tags"), FieldPanel("nth_orders"), FieldPanel("gifts")]),
                FieldRowPanel([FieldPanel("anniversary_days"), FieldPanel("incident")]),
                FieldRowPanel(
                    [
                        FieldPanel("total_from", heading=_("Orders worth at least")),
                        FieldPanel("total_below", heading=_("and less than")),
                        FieldPanel("currency"),
                    ]
                ),
            ],
            heading=_("Only for"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("one_in", heading=_("By chance, one in")),
                        FieldPanel("holdout_percent", heading=_("Who go without (%)")),
                    ]
                )
            ],
            heading=_("Surprise and measure"),
            classname="collapsed",
        ),
        MultiFieldPanel([ChecklistPanel()], heading=_("Before you switch it on")),
        MultiFieldPanel([FieldPanel("active"), FieldPanel("active_since")], heading=_("Switched on")),
        FieldPanel("seen", heading=_("Whom it concerns")),
        form=MomentForm,
    )


class WordingViewSet(Written):
    """The words of mails and cards, with a preview of the real thing."""

    model = Wording
    icon = "openquote"
    menu_label = _("Wordings")
    menu_order = 40
    base_url_path = "delight/wordings"
    list_display = [
        "__str__",
        Column("kind", label=_("What it is"), accessor=lambda row: kind_label(row.kind)),
        Column("subject", label=_("Subject or hand line"), accessor=lambda row: row.subject or row.hand_line),
        "language",
        LiveStatusTagColumn(),
    ]
    list_filter = ["kind", "variant", "language"]
    search_fields = ["kind", "variant", "subject", "heading", "body", "text", "hand_line"]
    edit_handler = _form(
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("kind"), FieldPanel("variant"), FieldPanel("language")])],
            heading=_("Which words these are"),
        ),
        HelpPanel(
            content=_("You may write: %(names)s.")
            % {"names": " ".join(f"<code>{{{name}}}</code>" for name in sorted(PLACEHOLDERS))},
            heading=_("Placeholders"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("greeting"), FieldPanel("plain_greeting")]),
                FieldPanel("body"),
                FieldPanel("closing"),
            ],
            heading=_("The words"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("subject"),
                FieldPanel("preheader"),
                FieldRowPanel([FieldPanel("heading"), FieldPanel("button")]),
                FieldPanel("text"),
                FieldPanel("reason"),
            ],
            heading=_("Only in a mail"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kicker"), FieldPanel("qr_caption", heading=_("Beside the code"))]),
                FieldPanel("hand_line"),
            ],
            heading=_("Only on a printed sheet"),
        ),
        MultiFieldPanel([UsagePanel()], heading=_("Where it is used")),
        form=WordingForm,
    )


class BundleViewSet(Written):
    """Things that belong together."""

    model = Bundle
    icon = "link"
    menu_label = _("Bundles")
    menu_order = 50
    base_url_path = "delight/bundles"
    list_display = [
        "title",
        Column("size", label=_("Size"), accessor="get_size_display"),
        "keep",
        "give",
        LocaleColumn(),
        LiveStatusTagColumn(),
    ]
    list_filter = ["size"]
    search_fields = ["title", "keep", "give", "line", "say", "gift_note"]
    edit_handler = _form(
        FieldRowPanel([FieldPanel("title"), FieldPanel("size")]),
        MultiFieldPanel(
            [FieldPanel("keep"), FieldPanel("keep_variant", widget=VariantInput(fills="keep"))],
            heading=_("The one to keep"),
        ),
        MultiFieldPanel(
            [FieldPanel("give"), FieldPanel("give_variant", widget=VariantInput(fills="give"))],
            heading=_("The one to give"),
        ),
        FieldPanel("line"),
        FieldPanel("gift_note"),
        FieldPanel("say"),
        FOR_PRODUCTS,
        MultiFieldPanel([UsagePanel()], heading=_("Where it is used")),
        form=BundleForm,
    )


class InsertViewSet(Written):
    """The printed sheets."""

    model = Insert
    icon = "doc-full-inverse"
    menu_label = _("Inserts")
    menu_order = 52
    base_url_path = "delight/inserts"
    list_display = ["name", "form", "products", "categories", "cost", LiveStatusTagColumn()]
    list_filter = ["form"]
    search_fields = ["name", "products", "categories"]
    edit_handler = _form(
        FieldRowPanel([FieldPanel("name"), FieldPanel("form")]),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("bundle")], heading=_("What it shows")),
        FOR_PRODUCTS,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("stock"), FieldPanel("holds")]), FieldPanel("stock_seen", classname="w-hidden")],
            heading=_("Only for a sample"),
        ),
        FieldPanel("cost"),
        MultiFieldPanel([UsagePanel()], heading=_("Where it is used")),
        form=InsertForm,
    )


class ProductTagViewSet(Written):
    """Words for products, by which moments and words are chosen."""

    model = ProductTag
    icon = "tag"
    menu_label = _("Product tags")
    menu_order = 58
    base_url_path = "delight/tags"
    list_display = ["slug", "products", "categories", "why"]
    search_fields = ["slug", "products", "categories"]
    edit_handler = _form(
        FieldPanel("slug"),
        HelpPanel(
            content=_(
                "Any word serves as a moment's condition. Three of them besides change what customers read: "
                "<code>compliment</code>, people ask where it is from; <code>problem</code>, it takes a nuisance away; "
                "<code>discovery</code>, few know its story. The card and the guide say it where their words have "
                "<code>{worth_telling}</code>, a story's and a guide's sheet in the line in ink, the share mail in its "
                "frame. Of a present nothing is said. See it under “Try on an order”, with an order of such a product."
            ),
            heading=_("What it changes"),
        ),
        FOR_PRODUCTS,
        FieldPanel("why"),
    )


class CardDesignViewSet(Written):
    """Hands and sheets."""

    model = CardDesign
    icon = "edit"
    menu_label = _("Card designs")
    menu_order = 60
    base_url_path = "delight/designs"
    list_display = ["name", "hand", "preset", "sheet", BooleanColumn("default", label=_("In use"))]
    edit_handler = _form(
        FieldRowPanel([FieldPanel("name"), FieldPanel("default")]),
        FieldRowPanel([FieldPanel("hand"), FieldPanel("preset")]),
        FieldRowPanel([FieldPanel("format"), FieldPanel("sheet")]),
        FieldPanel("order"),
        FieldRowPanel([FieldPanel("name_fallback"), FieldPanel("human_slot")]),
        FieldPanel("picture"),
        form=DefaultForm,
    )


class SignerViewSet(Written):
    """The people whose names stand under a touch."""

    model = Signer
    icon = "user"
    menu_label = _("Signers")
    menu_order = 62
    base_url_path = "delight/signers"
    list_display = [
        "name",
        "role",
        BooleanColumn("agreed", label=_("Agreed")),
        BooleanColumn("default", label=_("Signs by default")),
        LocaleColumn(),
    ]
    search_fields = ["name", "role"]
    edit_handler = _form(
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldPanel("sentence"),
        FieldPanel("photo"),
        MultiFieldPanel([FieldPanel("agreed"), FieldPanel("default")], heading=_("May sign")),
    )


class WrapPlanViewSet(Written):
    """How parcels are wrapped, with a photo; packers see it beside each parcel."""

    model = WrapPlan
    icon = "image"
    menu_label = _("Wrap plans")
    menu_order = 54
    base_url_path = "delight/wrapping"
    list_display = ["name", "words", "products", "categories", BooleanColumn("gifts_only", label=_("Gifts only"))]
    search_fields = ["name", "words", "products", "categories"]
    edit_handler = _form(
        FieldRowPanel([FieldPanel("name"), FieldPanel("gifts_only")]),
        FieldPanel("words"),
        FieldPanel("photo"),
        FOR_PRODUCTS,
    )


class VoiceSheetViewSet(Written):
    """How the shop speaks, in each language."""

    model = VoiceSheet
    icon = "comment"
    menu_label = _("Voice")
    menu_order = 42
    base_url_path = "delight/voice"
    copy_view_enabled = False
    list_display = ["language", "use", "never"]
    edit_handler = _form(
        FieldPanel("language"),
        FieldPanel("use", heading=_("Words we use")),
        FieldPanel("never", heading=_("Words we never use")),
        MultiFieldPanel([StandingPanel()], heading=_("Where such a word stands today")),
        form=VoiceForm,
    )


VIEWSETS = (
    MomentViewSet,
    ProductKindViewSet,
    WordingViewSet,
    BundleViewSet,
    InsertViewSet,
    ProductTagViewSet,
    CardDesignViewSet,
    SignerViewSet,
    VoiceSheetViewSet,
    WrapPlanViewSet,
)
