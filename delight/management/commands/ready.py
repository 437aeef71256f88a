"""Gives a shop what Delight ships with: words in four languages, moments and a card design; overwrites nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from delight import clock
from delight.actions.load_moments import load_moments
from delight.actions.load_product_kinds import load_product_kinds
from delight.actions.load_wordings import load_wordings
from delight.models import CardDesign


class Command(BaseCommand):
    help = "Loads the words, moments and card design that ship and are missing. Run it after every upgrade."

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        words, moments, goods = load_wordings(), load_moments(since=clock.now()), load_product_kinds()
        if not CardDesign.objects.exists():
            CardDesign.objects.create(name="Card", default=True)
        found = f"{words} wordings, {moments} moments and {goods} kinds of product"
        self.stdout.write(f"{found} were missing and are there now.")
