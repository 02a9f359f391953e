"""A few threads that answer programs which ask query after query, each over a connection of its own.

Handing each request from the thread that listens to one that works, and back, takes longer than a selective query. So a
connection over which a plain query came is held here: whichever thread is free answers the next one on it. What isn't
plain, what takes its time, and connections that fall silent go back to the listening thread.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from contextlib import suppress
from typing import Final, Protocol

logger = logging.getLogger(__name__)

_IDLE: Final = 1.0
"""Seconds of silence after which a connection goes back."""

_LOOK: Final = 0.05
"""Seconds between two looks, and for which a request waits here when no thread is free."""

_MOST: Final = 256


class Held(Protocol):
    """A connection."""

    def serve(self) -> bool:
        """Answer what has come; give whether it can be held on."""

    def let_go(self) -> None:
        """Go back to the listening thread."""


class Crew:
    """The threads, and the connections that they hold."""

    def __init__(self, size: int) -> None:
        """Prepare them; they are started when first needed.

        Args:
            size: how many queries they answer at once.
        """
        self._size = size
        self._lock = threading.Lock()
        # Where the system has none, every connection stays with the listening thread.
        self._poll = select.epoll() if hasattr(select, "epoll") else None
        self._bell: tuple[int, int] | None = None
        self._is_closed = False
        self._waiting: dict[int, tuple[Held, float]] = {}
        self._begun: dict[int, float] = {}
        self._has_some = threading.Event()
        self._threads: list[threading.Thread] = []

    def hold(self, number: int, connection: Held) -> bool:
        """Hold a connection, or give False where there is no room.

        Args:
            number: its file descriptor.
            connection: what answers on it.
        """
        with self._lock:
            if self._poll is None or self._is_closed or len(self._waiting) >= _MOST:
                return False
            self._waiting[number] = (connection, time.monotonic())
            try:
                self._poll.register(number, select.EPOLLIN | select.EPOLLONESHOT)
            except OSError:
                del self._waiting[number]
                raise
            if not self._threads:
                self._start(self._poll)
        self._has_some.set()
        return True

    def _start(self, poll: select.epoll) -> None:
        self._bell = os.pipe()
        # Not for one waiter only: it wakes all, again and again, until they have gone.
        poll.register(self._bell[0], select.EPOLLIN)
        self._threads = [threading.Thread(target=self._work, args=(poll,), name="crew") for _ in range(self._size)]
        self._threads.append(threading.Thread(target=self._look, name="crew"))
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def close(self) -> None:
        """End the threads, each after the answer that it is at; connections go back to the listening thread."""
        with self._lock:
            self._is_closed = True
            threads, self._threads = self._threads, []
            held, self._waiting = [connection for connection, _ in self._waiting.values()], {}
            if self._bell is not None:
                os.write(self._bell[1], b".")
        self._has_some.set()
        for thread in threads:
            thread.join()
        for connection in held:
            connection.let_go()
        if self._poll is not None:
            self._poll.close()
        for end in self._bell or ():
            os.close(end)
        self._bell = None

    def _work(self, poll: select.epoll) -> None:
        me = threading.get_ident()
        while not self._is_closed:
            for number, _ in poll.poll(maxevents=1):
                if self._is_closed:
                    return
                with self._lock:
                    found = self._waiting.pop(number, None)
                    self._begun[me] = time.monotonic()
                is_held = False
                try:
                    is_held = found is not None and found[0].serve()
                except Exception:
                    logger.exception("a connection can't be served")
                finally:
                    with self._lock:
                        del self._begun[me]
                if found is not None and not (is_held and self._is_held_on(number, found[0])):
                    self._release(number, found[0])

    def _is_held_on(self, number: int, connection: Held) -> bool:
        with self._lock:
            if number in self._waiting or self._is_closed or self._poll is None:
                # It was closed meanwhile, and a new one has its number; or all are being closed.
                return False
            self._waiting[number] = (connection, time.monotonic())
            try:
                self._poll.modify(number, select.EPOLLIN | select.EPOLLONESHOT)
            except OSError:
                del self._waiting[number]
                return False
        return True

    def _release(self, number: int, connection: Held) -> None:
        with self._lock:
            if number not in self._waiting and self._poll is not None:
                # Where it was closed meanwhile, the system has let go of it already.
                with suppress(OSError, ValueError):
                    self._poll.unregister(number)
        connection.let_go()

    def _look(self) -> None:
        """Give back what is silent, and everything while no thread is free: others may wait their turn better."""
        while not self._is_closed:
            self._has_some.wait()
            time.sleep(_LOOK)
            now = time.monotonic()
            with self._lock:
                is_stuck = len(self._begun) == self._size and now - max(self._begun.values()) > _LOOK
                gone = {
                    number: connection
                    for number, (connection, since) in self._waiting.items()
                    if is_stuck or now - since > _IDLE
                }
                for number in gone:
                    del self._waiting[number]
                if not self._waiting and not self._begun:
                    self._has_some.clear()
            for number, connection in gone.items():
                self._release(number, connection)
