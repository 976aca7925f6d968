"""The table of the last result, on a page of the documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.hard.score import Row

BEGIN, END = "<!-- the table: make hard -->\n", "<!-- the table ends -->"


def table(rows: Sequence[Row], kept: Mapping[str, Mapping[str, Any]]) -> str:
    """The rows as Markdown."""
    lines = ["| | figure | limit | Copydesk | | others |", "|---|---|---|---|---|---|"]
    for row in rows:
        result = kept.get(str(row.number), {"said": "not run", "good": None})
        mark = {True: "✓", False: "✗", None: "–"}[result["good"]]
        lines.append(f"| {row.number} | {row.what} | {row.limit} | {result['said']} | {mark} | {row.peers} |")
    return "\n".join(lines) + "\n"


def written(page: str, rows: str) -> str:
    """The page with this table in place of the one that it has."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{rows}\n{END}{after}"
