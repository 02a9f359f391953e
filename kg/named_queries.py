"""The queries in `kg/queries`: each a file that says at its head what it answers, what it takes and what it costs.

The head is lines of comment, `# word: value`; a line that begins with `#` and three spaces goes on with the one before:

    # title: Who asks an actor for what
    # question: Who asks Congress, or anybody else, for what?
    # group: asks
    # order: 1
    # parameter actor: text = United States Congress -- name of who is asked
    # budget: 0.5
    # rows: one for each ask to the actor

A parameter without `=` needs a value. `order` is the place in the group, for those that come before the others.
`budget` is in seconds at five million quads. A query with `audience: program` is one of the program's own: it can be
called by name and is listed nowhere. Other lines, which begin with a capital, are notes to whoever changes the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from rdflib import Literal, URIRef

from kg.errors import QueryError
from kg.lexer import Token, TokenKind, prepared, tokens
from kg.parameters import Kind, Parameter
from ontology.namespaces import PREFIXES

_SUFFIX: Final = ".rq"
_LAST: Final = 100
_LINE: Final = re.compile(r"# ([a-z]+)(?: ([a-z]+))?: (.+)\Z")
_TOPIC: Final = re.compile(re.escape(f"<{PREFIXES['topic']}") + r"([a-z][a-z0-9-]*)>\Z")
_PARAMETER: Final = re.compile(r"(?P<kind>[a-z]+)(?: = (?P<default>.+?))? -- (?P<about>.+)\Z")

GROUPS: Final[Mapping[str, str]] = {
    "asks": "Who asks whom for what",
    "reasons": "Reasons, evidence and dispute",
    "sources": "Documents, laws and words",
    "reading": "How it was read",
}
"""Group to its heading, in the order in which they are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedQuery:
    """A query that this project wrote.

    Attributes:
        name: its file's name without the suffix.
        title: a few words.
        question: what it answers, as a person would ask.
        group: a key of `GROUPS`.
        order: its place in the group; most have none, and come by name behind the others.
        parameters: what it takes, in the order of the head.
        budget: seconds that it may take at five million quads.
        rows: how many rows it has, in words.
        is_example: shown to people; others serve the program itself.
        text: SPARQL, with its head.
    """

    name: str
    title: str
    question: str
    group: str
    order: int
    parameters: tuple[Parameter, ...]
    budget: float
    rows: str
    is_example: bool
    text: str

    @property
    def body(self) -> str:
        """The SPARQL without the head."""
        lines = self.text.splitlines(keepends=True)
        return "".join(lines[len(_head(self.text)) :])

    def bindings(self, values: Mapping[str, str]) -> dict[str, URIRef | Literal]:
        """Give the terms for values as a user writes them, and for the defaults of the others.

        Raises:
            QueryError: a value has no parameter or isn't of its kind, or a parameter has neither value nor default.
        """
        unknown = sorted(set(values) - {each.name for each in self.parameters})
        if unknown:
            known = ", ".join(each.name for each in self.parameters) or "none"
            raise QueryError(f"The query {self.name} has no parameter {unknown[0]!r:.80}; it has {known}.")
        return {each.name: each.term(self._value(each, values)) for each in self.parameters}

    def _value(self, parameter: Parameter, values: Mapping[str, str]) -> str:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(
                f"The query {self.name} needs a value for {parameter.name}, {parameter.about}; give it as "
                f"{parameter.name}=VALUE."
            )
        return value

    def filled(self, values: Mapping[str, str]) -> str:
        """Give whole SPARQL for these values, with every prefix declared, to be read, changed and run anywhere.

        Raises:
            QueryError: as for `bindings`.
        """
        declared = _declarations(self.body)
        bound = prepared(declared + self.body, self.bindings(values)).removeprefix(declared)
        short = "".join(map(_shortened, tokens(bound)))
        return _declarations(short) + short


def names() -> tuple[str, ...]:
    """Give the names of the queries for people, sorted."""
    return tuple(name for name in every_name() if named_query(name).is_example)


def examples() -> dict[str, tuple[NamedQuery, ...]]:
    """Give the queries for people by the heading of their group, those first that are asked for most."""
    known = sorted((named_query(name) for name in names()), key=lambda each: (each.order, each.name))
    return {heading: tuple(each for each in known if each.group == group) for group, heading in GROUPS.items()}


@cache
def every_name() -> tuple[str, ...]:
    """Give the names of all queries, those for the program, too."""
    folder = files("kg").joinpath("queries")
    return tuple(sorted(f.name.removesuffix(_SUFFIX) for f in folder.iterdir() if f.name.endswith(_SUFFIX)))


def named_query(name: str) -> NamedQuery:
    """Give a query by its name.

    Raises:
        QueryError: there is none with this name.
    """
    if name not in every_name():
        raise QueryError(f"No query is called {name!r:.80}; there are {', '.join(names())}.")
    return _read(name)


@cache
def _read(name: str) -> NamedQuery:
    text = files("kg").joinpath("queries", f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    return parsed(name, text)


def parsed(name: str, text: str) -> NamedQuery:
    """Read a query with its head.

    Raises:
        QueryError: the head lacks something, or names other parameters than the query has.
    """
    said: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in _unfolded(_head(text)):
        match = _LINE.match(line)
        if match is None:
            continue
        word, extra, value = match.groups()
        if word == "parameter" and extra:
            parameters.append(_parameter(name, extra, value))
        else:
            said[word] = value
    _check(name, text, said, parameters)
    return NamedQuery(
        name=name,
        title=said["title"],
        question=said["question"],
        group=said["group"],
        order=int(said.get("order", _LAST)),
        parameters=tuple(parameters),
        budget=float(said["budget"]),
        rows=said["rows"],
        is_example=said.get("audience") != "program",
        text=text,
    )


def _check(name: str, text: str, said: Mapping[str, str], parameters: list[Parameter]) -> None:
    missing = [word for word in ("title", "question", "group", "budget", "rows") if word not in said]
    if missing or said["group"] not in GROUPS:
        raise QueryError(f"The head of {name} says no {missing[0] if missing else 'known group'}; add it.")
    taken = {token.text[1:] for token in tokens(text) if token.kind is TokenKind.VARIABLE and token.text[0] == "$"}
    if taken != {each.name for each in parameters}:
        raise QueryError(f"The head of {name} names other parameters than the query has: {sorted(taken)}.")


def _head(text: str) -> list[str]:
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]


def _unfolded(lines: list[str]) -> list[str]:
    return re.sub(r"\n#   +", " ", "\n".join(lines)).split("\n")


def _parameter(name: str, parameter: str, value: str) -> Parameter:
    match = _PARAMETER.match(value)
    if match is None or match["kind"] not in set(Kind):
        raise QueryError(f"The parameter {parameter} of {name} is malformed; write `kind = default -- about`.")
    return Parameter(name=parameter, kind=Kind(match["kind"]), default=match["default"], about=match["about"])


def used_prefixes(text: str) -> tuple[tuple[str, str], ...]:
    """Give the well-known prefixes that a query uses, with their namespaces, sorted."""
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind is TokenKind.NAME}
    return tuple(sorted((prefix, PREFIXES[prefix]) for prefix in used & PREFIXES.keys()))


def _declarations(text: str) -> str:
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in used_prefixes(text))


def _shortened(token: Token) -> str:
    # Whoever changes one word of a query changes a topic's name more easily than its address.
    match = _TOPIC.match(token.text) if token.kind is TokenKind.IRI else None
    return f"topic:{match[1]}" if match else token.text
