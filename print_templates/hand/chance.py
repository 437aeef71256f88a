"""Repeatable chance: numbers that follow from a seed and a counter alone, so that a reprint next year is the same card.

The generator is splitmix64 (Steele, Lea, Flood 2014) as a hash of seed and counter. It keeps no state and uses whole
numbers only, so neither the order of calls nor a new version of numpy changes a card.
"""

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_EVEN_PARTS = np.uint64(0x0000FFFF0000FFFF)
_SECOND = np.uint64(0x94D049BB133111EB)


def seed(*names: object) -> int:
    """Return a 64-bit seed for what is named."""
    text = "\x1f".join(str(name) for name in names)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=1024)
def card_seed(reference: str) -> int:
    """Return the seed of one card; what is drawn for it differs by counter."""
    return seed("card", reference)


def hashes(seeds: Hashes | int, *, counters: Hashes) -> Hashes:
    """Return one 64-bit hash for each pair of seed and counter (broadcast against each other)."""
    mixed = np.asarray(seeds, dtype=np.uint64) + (counters + np.uint64(1)) * _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def uniforms(seeds: Hashes | int, *, counters: Hashes) -> Floats:
    """Return numbers from 0 to below 1, one for each pair of seed and counter."""
    return np.asarray((hashes(seeds, counters=counters) >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def gaussians(seeds: Hashes | int, *, counters: Hashes) -> Floats:
    """Return bell-shaped numbers of mean 0 and standard deviation 1, never beyond 3.4 (sum of four 16-bit parts)."""
    mixed = hashes(seeds, counters=counters)
    pairs = (mixed & _EVEN_PARTS) + ((mixed >> np.uint64(16)) & _EVEN_PARTS)
    total = (pairs & np.uint64(0xFFFFFFFF)) + (pairs >> np.uint64(32))
    return np.asarray((total.astype(np.float64) / 65535.0 - 2.0) * 3.0**0.5)
