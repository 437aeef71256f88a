"""How much memory this process took at most."""

import re
from pathlib import Path


def peak_mb() -> float:
    """Peak resident memory in MB, of this program alone: ``ru_maxrss`` also counts what its parent held at the fork."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if not found:
        raise RuntimeError("this system does not tell a process's peak memory in /proc")
    return int(found.group(1)) / 1024
