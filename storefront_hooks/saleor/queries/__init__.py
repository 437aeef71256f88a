"""The GraphQL texts sent to a Saleor shop, one file each."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=16)
def query(*names: str) -> str:
    """The text of the named files, joined: an operation and the fragments it uses."""
    return "\n".join((files(__name__) / name).read_text(encoding="utf-8") for name in names)
