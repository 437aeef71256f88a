"""Makes the ready kinds of product, each with the days in which people come to know it; editors say which goods."""

from collections.abc import Mapping

from django.db import transaction

from delight.kinds.base import kinds
from delight.models import Moment, ProductDays, ProductKind

DAYS: Mapping[str, Mapping[str, int]] = {
    "Food, flowers": {"guide": 0, "question": 7, "review": 13},
    "Books, paper": {"question": 14, "review": 21},
    "Clothing, shoes": {"guide": 1, "question": 7, "review": 13},
    "Cosmetics, skin care": {"guide": 1, "question": 21, "review": 28},
    "Supplements": {"guide": 1, "question": 30, "review": 35},
    "Small electronics, kitchen": {"guide": 0, "question": 10, "review": 14},
    "Furniture, home": {"guide": 0, "question": 14, "review": 21},
    "Tools, garden": {"guide": 2, "question": 21, "review": 30},
    "Craft, kits": {"guide": 0, "question": 14, "review": 21},
}
"""Days after arrival by the ready moments' slugs: a proposal for each shop to tune (spec B4).

A question never comes before day 7, nor a review before day 13, whatever the vendors say.
"""


@transaction.atomic
def load_product_kinds() -> int:
    """Make them where a shop has none at all; how many. What an editor threw away does not come back."""
    if ProductKind.objects.exists():
        return 0
    moments = {moment.slug: moment for moment in Moment.objects.filter(slug__in=kinds())}
    for name, days in DAYS.items():
        kind = ProductKind.objects.create(name=name)
        ProductDays.objects.bulk_create(
            ProductDays(product_kind=kind, moment=moments[slug], days=number)
            for slug, number in days.items()
            if slug in moments
        )
    return len(DAYS)
