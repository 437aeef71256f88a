"""The StreamField blocks of stories and guides. None of them can hold a price or a buy button."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

BlockList = list[tuple[str, blocks.Block]]


def story_blocks() -> BlockList:
    """Paragraphs, pictures and quotes."""
    return [
        ("paragraph", blocks.TextBlock(label=_("Paragraph"))),
        ("picture", ImageBlock(label=_("Picture"))),
        ("quote", blocks.BlockQuoteBlock(label=_("Quote"))),
    ]


def guide_step_blocks() -> BlockList:
    """Numbered steps, with a picture between them where it helps."""
    return [
        ("step", blocks.TextBlock(label=_("Step"), rows=2)),
        ("picture", ImageBlock(label=_("Picture"))),
    ]


def stuck_blocks() -> BlockList:
    """Questions people really asked, with the answer."""
    pair = blocks.StructBlock([("question", blocks.CharBlock()), ("answer", blocks.TextBlock())], label=_("Question"))
    return [("pair", pair)]
