"""What is dear to work out and never changes for the same key, such as how a text is laid out, kept for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last few results, apart for each owner, and gone with it; safe to share between threads."""

    def __init__(self, most: int) -> None:
        """Keep at most so many results for an owner."""
        self._most = most
        self._kept: WeakKeyDictionary[object, OrderedDict[Hashable, T]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, owner: object, key: Hashable, make: Callable[[], T]) -> T:
        """Give what `make` made for this key, and call it where that isn't at hand; its errors pass through."""
        with self._lock:
            kept = self._kept.setdefault(owner, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make()
        with self._lock:
            kept[key] = made
            while len(kept) > self._most:
                kept.popitem(last=False)
        return made
