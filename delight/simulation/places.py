"""Where the invented customers live, what they are called, and which language they read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with its zone as everybody there knows it; ``share`` is how many in a hundred orders go there."""

    country: str
    zone: str
    language: str
    share: int
    area: str = ""


PLACES: Sequence[Place] = (
    Place(country="DE", zone="Europe/Berlin", language="de", share=28),
    Place(country="AT", zone="Europe/Vienna", language="de", share=6),
    Place(country="CH", zone="Europe/Zurich", language="de", share=4),
    Place(country="FR", zone="Europe/Paris", language="fr", share=14),
    Place(country="BE", zone="Europe/Brussels", language="fr", share=3),
    Place(country="IT", zone="Europe/Rome", language="it", share=3),
    Place(country="ES", zone="Europe/Madrid", language="es", share=3),
    Place(country="PL", zone="Europe/Warsaw", language="pl", share=3),
    Place(country="NL", zone="Europe/Amsterdam", language="nl", share=3),
    Place(country="RU", zone="Europe/Moscow", language="ru", share=4),
    Place(country="GB", zone="Europe/London", language="en", share=9),
    Place(country="IE", zone="Europe/Dublin", language="en", share=2),
    Place(country="US", zone="America/New_York", language="en", share=4, area="NY"),
    Place(country="US", zone="America/Los_Angeles", language="en", share=3, area="CA"),
    Place(country="US", zone="Pacific/Honolulu", language="en", share=1, area="HI"),
    Place(country="CA", zone="America/Toronto", language="fr", share=2, area="QC"),
    Place(country="CA", zone="America/Vancouver", language="en", share=1, area="BC"),
    Place(country="AU", zone="Australia/Sydney", language="en", share=2, area="NSW"),
    Place(country="JP", zone="Asia/Tokyo", language="ja", share=2),
    Place(country="IN", zone="Asia/Kolkata", language="en", share=2),
    Place(country="NZ", zone="Pacific/Auckland", language="en", share=1),
)

NAMES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "de": (
        ("Mira", "Jonas", "Käthe", "Björn", "Frieda", "Ömer", "Lotte", "Matthias"),
        ("Albrecht", "Böhm-Özdemir", "Groß", "Kästner", "Lindner", "Voß"),
    ),
    "fr": (
        ("Agnès", "Benoît", "Chloé", "Raphaël", "Noémie", "Loïc"),
        ("Lefèvre", "d’Orsay", "Garçon", "Müller-Dupont", "Noël"),
    ),
    "ru": (("Дмитрий", "Ольга", "Фёдор", "Наталья", "Юлия"), ("Щербаков", "Ёлкина", "Цой", "Морозова")),
    "en": (("Noor", "Karl", "Edda", "Grace", "Owen", "Priya", "Sam"), ("O’Neill", "Hart", "Singh", "van Dyke", "Ito")),
}
"""First and last names by language; a language without a list takes the English."""


def names_of(language: str) -> tuple[Sequence[str], Sequence[str]]:
    """First names and last names as they are usual where this language is spoken."""
    return NAMES.get(language, NAMES["en"])
