"""The decorator of our frozen values: the type checker freezes them, the interpreter makes them quickly."""

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """A dataclass with slots, equality and a hash whose fields take keywords only.

    Frozen for the type checker, which refuses every assignment to a field. Not frozen at run time: ``frozen=True``
    makes an object three times as slowly, and an order is some hundred and fifty fields of such values.
    """
    settings: dict[str, Any] = {"slots": True, "kw_only": True, "unsafe_hash": True}  # Any: dataclass' own keywords
    return dataclass(**settings)(cls)
