"""The recorded deliveries translated into neutral words, against the parsing of their JSON alone."""

import json
import time
from collections.abc import Callable
from statistics import median

ROUNDS = 9
GOAL = 0.8


def rows() -> list[dict[str, object]]:
    """Events a second of processor time, both sides in one run, median of interleaved rounds after one to warm up."""
    from storefront_hooks.sample import SampleStore, demo_start, recordings

    told = recordings()
    store = SampleStore(None, clock=demo_start, options={})

    def ours() -> None:
        for one in told:
            store.understand(one.body, event_type=one.event_type)

    def bare() -> None:
        for one in told:
            json.loads(one.body)

    pairs = [(_rate(ours, len(told)), _rate(bare, len(told))) for _ in range(ROUNDS + 1)][1:]
    ratio = median(mine / theirs for mine, theirs in pairs)
    return [
        {
            "name": f"{len(told)} recorded events understood, against json.loads of the same",
            "ours": median(mine for mine, _ in pairs),
            "yardstick": median(theirs for _, theirs in pairs),
            "unit": "events/s of CPU",
            "ratio": ratio,
            "goal": GOAL,
            "holds": ratio >= GOAL,
        }
    ]


def _rate(work: Callable[[], None], count: int) -> float:
    start = time.process_time()
    work()
    return count / (time.process_time() - start)
