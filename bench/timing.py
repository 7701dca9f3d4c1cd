"""How long something takes in this process."""

import statistics
import time
from collections.abc import Callable


def median_ms(act: Callable[[], object], calls: int) -> float:
    """Return the median of several calls, in milliseconds; the first one, slower, not counted."""
    act()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
