"""Clients of an endpoint, in a process that loads nothing else; run by `tests.benchmark.endpoint`."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

CLIENTS = 16
PROCESSES = 2
Target = tuple[str, dict[str, str]]


class Client:
    """One connection that is kept."""

    def __init__(self, target: Target) -> None:
        self._url, self._headers = target
        self._connection = http.client.HTTPConnection(urlsplit(self._url).netloc, timeout=60)

    def ask(self, query: str) -> bytes:
        address = urlsplit(self._url)
        path = f"{address.path}?{address.query}" if address.query else address.path
        headers = {"Content-Type": "application/sparql-query", **self._headers}
        self._connection.request("POST", path, query.encode(), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{self._url} answered {answer.status}: {body[:200]!r}")
        return body


def ask_for(target: Target, seconds: float, queries: Sequence[str]) -> int:
    """Be a part of the clients: ask in turns for so many seconds, and count the answers."""
    counts = [0] * (CLIENTS // PROCESSES)
    begin = threading.Barrier(len(counts))

    def work(place: int) -> None:
        client = Client(target)
        begin.wait()
        end = time.monotonic() + seconds
        for number in range(place, 10**9, len(counts)):
            if time.monotonic() >= end:
                return
            client.ask(queries[number % len(queries)])
            counts[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def main() -> None:
    url, headers = json.loads(sys.argv[1])
    sys.stdout.write(str(ask_for((url, headers), float(sys.argv[2]), json.load(sys.stdin))))


if __name__ == "__main__":
    main()
