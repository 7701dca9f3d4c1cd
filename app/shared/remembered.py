"""Answers kept for whoever asks the same again, as many as a number of bytes allows.

A count of entries is no bound: one setting of the lab takes a thousand times the room of
another, and a link is all it takes to ask for either.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

OF_PICKLED = 5
"""Python's lists of numbers take about this many times the bytes of their pickle."""

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Remembered(Generic[Asked, Answer]):
    """A function of one argument that keeps its last answers.

    Attributes:
        bytes: About what the kept questions and answers take now.
    """

    def __init__(self, function: Callable[[Asked], Answer], most: int) -> None:
        """Wrap a function; ``most`` bytes are kept, what was asked for last the longest."""
        self._function = function
        self._most = most
        self._kept: OrderedDict[Asked, tuple[Answer, int]] = OrderedDict()
        # Visitors' runs are threads of one process.
        self._lock = Lock()
        self.bytes = 0

    def __call__(self, asked: Asked) -> Answer:
        """Return the function's answer, kept or made."""
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked][0]
        answer = self._function(asked)
        size = OF_PICKLED * len(pickle.dumps((asked, answer)))
        with self._lock:
            if asked not in self._kept and size <= self._most:
                self._kept[asked] = answer, size
                self.bytes += size
            while self.bytes > self._most:
                self.bytes -= self._kept.popitem(last=False)[1][1]
        return answer
