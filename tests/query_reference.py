"""`python -m tests.query_reference`: write docs/reference/queries.md from the heads of the named queries."""

from __future__ import annotations

from pathlib import Path

from kg.named_queries import NamedQuery, examples

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "queries.md"
HEAD = """# The named queries

Written from the heads of the files in `kg/queries`. Each is called as `warrant query NAME --param NAME=VALUE` and as
`/api/queries/NAME?NAME=VALUE`, in JSON, XML, CSV or TSV, and stands in the graph as a SHACL executable
(`<https://w3id.org/warrant/queries/NAME>`, with `sh:select`, `sh:prefixes` and `sh:parameter`). The budget is for five
million quads. Versions of documents that a newer one has replaced are left out, save where a query lists documents.
Things are counted and named within the graph of one document, so that no other document's name for an actor multiplies
the rows.
"""


def page() -> str:
    """Give the page."""
    parts = [HEAD]
    for heading, known in examples().items():
        parts.append(f"## {heading}\n")
        parts += map(_entry, known)
    return "\n".join(parts)


def _entry(query: NamedQuery) -> str:
    lines = [f"### {query.name}\n", f"{query.question}\n"]
    for each in query.parameters:
        default = f"; `{each.default}` where none is given" if each.default is not None else ""
        lines.append(f"- `{each.name}` ({each.kind}): {each.about}{default}")
    lines.append(f"- Rows: {query.rows}. Budget: {query.budget:g} s.\n")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
