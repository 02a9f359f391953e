"""What a release says of itself to people: its README, and how it is cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.model import Process
from kg.tables import SEPARATOR
from kg.void import AUTHOR, LICENCE, TITLE, Distribution, citation, release_iri
from kg.wording import counted

CITATION_FILE: Final = "CITATION.cff"
_SHOWN: Final = 3
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """What a release says of itself.

    Attributes:
        version: its number.
        issued: ISO 8601 date, possibly cut to a month or year, or None.
        documents: how many document versions it has.
        triples: different triples.
        sha256: digest of its N-Quads, which names the graph.
        previous: number of the release before, or None.
        briefs: how many of the documents are briefs, or None where an old release doesn't say.
        quads: triples counted once for each graph that has them: the lines of its N-Quads; None as for `briefs`.
    """

    version: str
    issued: str | None
    documents: int
    triples: int
    sha256: str
    previous: str | None = None
    briefs: int | None = None
    quads: int | None = None


def readme(release: Release, files: Sequence[Distribution], processes: Iterable[Process], others: str) -> str:
    """Give the README.

    Args:
        release: the release.
        files: what it holds.
        processes: what read its documents.
        others: further rows of the table of files.
    """
    dated = f", {release.issued}" if release.issued else ""
    table = "\n".join(f"| `{each.path}` | {each.title} |" for each in files)
    quads = "" if release.quads is None else f" ({counted(release.quads, 'line')} of `graph.nq`, one for each graph)"
    return f"""\
# Warrant, release {release.version}{dated}

Who recommends that whom should do what, why, and in which exact words.
{counted(release.documents, "document version")}, {counted(release.triples, "different triple")}{quads}.
{_of_briefs(release)}
## What is in it

| file | what is in it |
|---|---|
{table}
{others}

Every statement was read by a program and carries its confidence, which is how sure that program is and no measure of
how often it is right; `review` says what a person has said of it. Cells with several values have `{SEPARATOR}` between
them. Places are counted in Unicode code points.

The documents were read by:

{_software(processes)}

The SHA-256 of `graph.nq` names the graph; equal documents read by equal code and models give the same:

    {release.sha256}

## Cite it

{citation(release.version, release.issued)}.

```bibtex
{release_bibtex(release)}```

The licence of the graph's structure and descriptions is Apache-2.0. Quoted words belong to the authors of their
sources.
"""


def _of_briefs(release: Release) -> str:
    if not release.briefs:
        return ""
    if release.briefs == release.documents:
        who = "**All documents here are briefs**" if release.documents > 1 else "**The document is a brief**"
    else:
        verb = "is a brief" if release.briefs == 1 else "are briefs"
        who = f"**{release.briefs:,} of the documents {verb}**"
    return f"""
{who}: written for this project, in other words than the published source that each tells of.
Words quoted from a brief are never the source's own. `is_brief` in `tables/documents.csv` and the class `w:Brief` tell
them apart, and `url` (`dcterms:source`) leads to the source: quote that.
"""


def _software(processes: Iterable[Process]) -> str:
    found = sorted({(each.software, each.code_digest, each.model_digest) for each in processes})
    rows = [f"- {software}, code `{code[:12]}`, models `{model[:12]}`" for software, code, model in found[:_SHOWN]]
    more = [f"- and {len(found) - _SHOWN} more; `w:codeDigest` and `w:modelDigest` have all"] if found[_SHOWN:] else []
    return "\n".join([*rows, *more]) or "- nothing"


def release_bibtex(release: Release) -> str:
    """Give a release as a BibTeX entry."""
    date = [int(part) for part in (release.issued or "").split("-") if part]
    fields = {
        "title": f"{{{{{TITLE}, release {release.version}}}}}",
        "author": f"{{{{{AUTHOR}}}}}",
        "howpublished": "{Data set}",
        "year": f"{{{date[0]}}}" if date else None,
        "month": _MONTHS[date[1] - 1] if len(date) > 1 else None,
        "day": f"{{{date[2]}}}" if len(date) > 2 else None,
        "url": f"{{{release_iri(release.version)}}}",
        "note": f"{{SHA-256 of graph.nq: {release.sha256}}}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items() if value is not None)
    return f"@misc{{warrant-{release.version},\n{lines}\n}}\n"


def citation_file(release: Release) -> str:
    """Give a release in the Citation File Format, version 1.2.0."""
    is_day = release.issued is not None and len(release.issued) == len("2026-05-14")
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it with its version."',
        "type: dataset",
        f'title: "{TITLE}"',
        "authors:",
        f'  - name: "{AUTHOR}"',
        f'version: "{release.version}"',
        *([f"date-released: {release.issued}"] if is_day else []),
        f'url: "{release_iri(release.version)}"',
        "license: Apache-2.0",
        f'license-url: "{LICENCE}"',
    ]
    return "\n".join(lines) + "\n"
