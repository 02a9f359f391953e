"""What takes a walk over the whole index and is asked for again and again: kept until a document comes or goes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from kg.lookup import Lookup

T = TypeVar("T")


class Kept(Generic[T]):
    """The last few results for each index, all of its present state; safe to share between threads."""

    def __init__(self, most: int) -> None:
        """Keep at most so many results for an index."""
        self._most = most
        self._held: WeakKeyDictionary[Lookup, tuple[int, OrderedDict[Hashable, T]]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, lookup: Lookup, key: Hashable, make: Callable[[], T]) -> T:
        """Give what `make` made for this key from the index as it is, and call it where that isn't at hand."""
        revision = lookup.revision()
        with self._lock:
            known = self._of(lookup, revision)
            if key in known:
                known.move_to_end(key)
                return known[key]
        # A change that comes meanwhile raises the revision, so that what may be older is asked for no more.
        made = make()
        with self._lock:
            known = self._of(lookup, revision)
            known[key] = made
            while len(known) > self._most:
                known.popitem(last=False)
        return made

    def _of(self, lookup: Lookup, revision: int) -> OrderedDict[Hashable, T]:
        held = self._held.get(lookup)
        if held is None or held[0] < revision:
            held = (revision, OrderedDict())
            self._held[lookup] = held
        # What was asked for before a change that others have seen already is kept by nobody.
        return held[1] if held[0] == revision else OrderedDict()
