"""The invented world in which all of it happens: its time, dice, agenda, ledger, store and mails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from delight.simulation.agenda import Agenda
from delight.simulation.ledger import Ledger
from delight.simulation.people import Buyer
from delight.simulation.post_office import PostOffice
from delight.simulation.shop import Shelf


@dataclass
class World:
    """One course of the world; ``seed`` and ``shop`` decide all of it."""

    seed: int
    shop: int
    now: datetime
    days: int
    shelf: Shelf
    ledger: Ledger = field(default_factory=Ledger)
    agenda: Agenda = field(default_factory=Agenda)
    buyers: list[Buyer] = field(default_factory=list)
    office: PostOffice = field(init=False)

    ends_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.ends_at = self.now + timedelta(days=self.days)
        self.office = PostOffice(now=lambda: self.now)

    def dice(self, *about: object) -> Random:
        """The luck of one thing: the same for the same seed, whatever else happens before it."""
        course = f"{self.seed}.{self.shop}" if self.shop else self.seed
        return Random("/".join(map(str, (course, *about))))  # noqa: S311 - an invented world keeps no secret
