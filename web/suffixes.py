"""Addresses of things that end in `.ttl`, `.jsonld` and the like: the thing in that form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from web.negotiation import HTML, JSON, THINGS

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

KEY: Final = "warrant.form"
"""Where in a request's environment the name of the form stands that its suffix asked for."""

_SUFFIXES: Final = {form.suffix: form.name for form in (HTML, JSON, *THINGS) if form.suffix}
_PATHS: Final = r"id/[a-z-]+/[A-Za-z0-9/_-]+|ontology(?:/[A-Za-z]+)?|queries(?:/[a-z-]+)?|concepts|shapes|void|catalog"
_ADDRESS: Final = re.compile(rf"(/(?:{_PATHS}))({'|'.join(map(re.escape, _SUFFIXES))})\Z")


def with_suffixes(app: WSGIApp) -> WSGIApp:
    """Let an application answer for such addresses without knowing of them."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        match = _ADDRESS.match(environ.get("PATH_INFO", ""))
        if match is not None:
            environ["PATH_INFO"], environ[KEY] = match[1], _SUFFIXES[match[2]]
        return app(environ, start)

    return answer
