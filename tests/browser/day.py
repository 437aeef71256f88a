"""What is written, told and answered on the whole day, and what runs beside the site for it."""

from typing import Any  # an editor's form holds texts, lists and numbers

Words = dict[str, Any]

RECORDED = """
from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.demo.replay import missing_recordings, open_door, replay
door = open_door("127.0.0.1", port={port}, stopping=lambda: False)
accepted = 0
for one in missing_recordings():
    move_demo_clock(to=one.received_at)
    accepted += replay([one], door=door, stopping=lambda: False).accepted
print(accepted)
"""
MORNING = """
from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.actions.orders.snapshot_order import snapshot_order
from tests.browser.busy_shop import morning_orders
steps = [step for order in morning_orders() for _, step in order.steps]
move_demo_clock(to=max(step.issued_at for step in steps))
snapshot_order(steps, sample=True)
"""
LOOK = "from django.core.management import call_command; call_command('read_mailbox')"
"""The timer's command; the first look only notes where the box ends."""

GUIDES: tuple[Words, ...] = (
    {
        "home": 0,
        "title": "Coffee on a frosty morning",
        "intro": "The same four minutes, and one more: in a cold kitchen the pot and the cup want warming first.",
        "steps": (
            "Rinse the filter, the pot and the cup with hot water, and pour that water away.",
            "Put in 15 g of coffee and just enough water to wet it. Wait until it stops swelling.",
            "Pour in the rest in three goes, and drink it at the window.",
        ),
        "not_for": "Not for you if the coffee has to stand ready when you get up.",
    },
    {
        "home": 2,
        "title": "Kaffee an einem frostigen Morgen",
        "intro": "Dieselben vier Minuten und eine dazu: In einer kalten Küche wollen Kanne und Tasse erst warm werden.",
        "steps": (
            "Filter, Kanne und Tasse mit heißem Wasser ausspülen und das Wasser weggießen.",
            "15 g Kaffee hineingeben und eben benetzen. Warten, bis er nicht mehr aufquillt.",
            "Den Rest in drei Güssen hineingießen und am Fenster trinken.",
        ),
        "not_for": "Nichts für Sie, wenn der Kaffee beim Aufstehen schon dastehen soll.",
    },
)
"""For the countries with frost on the windows. ``home`` is the place of its language in the tree of pages."""
WORDS: tuple[Words, ...] = (
    {
        "language": "en",
        "greeting": "Dear {first_name},",
        "plain_greeting": "Hello,",
        "body": "There was frost on our windows when I packed your {product}. I hope your kitchen is the warm room.",
        "closing": "Keep warm,",
    },
    {
        "language": "de",
        "greeting": "Guten Morgen {first_name},",
        "plain_greeting": "Guten Morgen,",
        "body": "An unseren Fenstern war Frost, als das Päckchen gepackt wurde. Möge die Küche der warme Raum sein.",
        "closing": "Bleiben Sie warm,",
    },
)
"""Two languages of one card, by the variant "frost"."""

LETTER = "The first cup was thin, the second was very good. May I use the filters I still have, size 4?"
ANSWER = "Yes: fold the seam twice, and size 4 sits well. I drink mine with you. Karl"
WHAT_HAPPENED = (
    "Ordered",
    "Spoilt",
    "paper jam",
    "In the parcel",
    "Parcel arrived",
    "Mail handed over",
    LETTER,
    ANSWER,
)
