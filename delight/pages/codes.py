"""What a printed code opens, and for how long."""

from datetime import timedelta

from delight.content import content_for, form_of, insert_for, translated_page
from delight.models import GuidePage, Insert, Order, StoryPage, Touch

LIVE = timedelta(days=730)
"""A printed code opens for 24 months (spec A7.5)."""


def printed_content(touch: Touch, *, order: Order, language: str) -> GuidePage | StoryPage | None:
    """What the sheet in the parcel spoke of; a bundle's sheet, and a card, lead to the guide, else to the story."""
    row = insert_for(order, form=form_of(touch))
    if row is not None and row.form != Insert.Form.BUNDLE and row.page is not None:
        return translated_page(row.page, language=language)
    content = content_for(order, language=language)
    return content.guide or content.story
