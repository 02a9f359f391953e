"""Which pages of other sites may read along: none where only this machine is served, any where everybody is."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_ASKED: Final = "Accept, Content-Type, If-None-Match"
_SHOWN: Final = "Allow, Content-Length, ETag, Link, Location, Retry-After"


def allow_origins(app: Flask, origins: tuple[str, ...]) -> None:
    """Let scripts from these origins read, `*` for any; nothing here writes, and no cookie is looked at.

    Args:
        app: the application.
        origins: such as `https://notebook.example.org`.
    """

    def add(response: Response) -> Response:
        origin = request.headers.get("Origin")
        if "*" not in origins:
            response.vary.add("Origin")
        if origin is None or not ("*" in origins or origin in origins):
            return response
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
        response.headers["Access-Control-Expose-Headers"] = _SHOWN
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = _METHODS
            response.headers["Access-Control-Allow-Headers"] = _ASKED
            response.headers["Access-Control-Max-Age"] = "86400"
        return response

    if origins:
        app.after_request(add)
