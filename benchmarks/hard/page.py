"""The table of the last result, on a page of the documents."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.hard.score import Row

BEGIN, END = "<!-- the table: make hard -->\n", "<!-- the table ends -->"
_LINE = re.compile(r"^\| (\d+) \|.*\|$", re.M)


def written(page: str, rows: Sequence[Row], kept: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with what is kept in its table. A row of which nothing is keeps the figure that the page has."""
    before, _, rest = page.partition(BEGIN)
    table, _, after = rest.partition(END)
    told = {found[1]: found[0] for found in _LINE.finditer(table)}
    lines = ["| | figure | limit | Copydesk | | others |", "|---|---|---|---|---|---|"]
    lines += [_line(row, kept.get(str(row.number)), told.get(str(row.number), "")) for row in rows]
    return f"{before}{BEGIN}\n{chr(10).join(lines)}\n\n{END}{after}"


def _line(row: Row, result: Mapping[str, Any] | None, told: str) -> str:
    if result is None:
        cells = told.split(" | ")
        said, mark = cells[3:5] if len(cells) == 6 else ("not run", "–")
    else:
        said, mark = result["said"], {True: "✓", False: "✗", None: "–"}[result["good"]]
    return f"| {row.number} | {row.what} | {row.limit} | {said} | {mark} | {row.peers} |"
