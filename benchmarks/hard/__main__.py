"""The scorecard of what the web can do to a crawl: `make hard`, or

    python -m benchmarks.hard                           # every row that can be run here
    python -m benchmarks.hard --rows 1-4,10 --suites ~/suites
    python -m benchmarks.hard --rows 1-4,13 --small     # less of everything, as before each change
    python -m benchmarks.hard --write docs/hard.md      # and the table on that page

Some rows take root (a network of their own), or the suites of others: docs/hard.md says which, and where they are.
What a run did not come to keeps its last figure (build/hard.json), else the page's. Exits with 1 where a row is outside
of its limit; in the small form also where it could not be run.
"""

import argparse
import json
import sys
import tempfile
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.hard.page import written
from benchmarks.hard.rows import ROWS
from benchmarks.hard.score import Figure, Lab, NotRun, Row

KEPT = Path("build/hard.json")


def measure(row: Row, suites: Path | None, *, small: bool) -> dict[str, object]:
    """Run one row; what came of it, as it is kept."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"copydesk-hard-{row.number}-") as folder:
        try:
            figure = row.run(Lab(Path(folder), suites, small))
        except NotRun as e:
            return {"said": f"not run: {e}", "good": None}
        except Exception:
            figure = Figure("broken", good=False, wrong=(traceback.format_exc(),))
    for line in figure.wrong[:30]:
        print(f"      {line}", flush=True)
    day = datetime.now(UTC).date().isoformat()
    return {"said": figure.said, "good": figure.good, "day": day, "seconds": round(time.monotonic() - began)}


def kept() -> dict[str, dict[str, object]]:
    """What is known of each row, by its number: the last figure."""
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def keep(row: Row, result: dict[str, object]) -> None:
    """Note a row's figure, at once: the next row may take an hour, and another run may have noted others meanwhile."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept() | {str(row.number): result}, indent=1))


def numbers(text: str) -> set[int]:
    """Rows as a person names them: 1-4,10."""
    ranges = (part.partition("-") for part in text.split(",") if part)
    return {n for first, _, last in ranges for n in range(int(first), int(last or first) + 1)}


def main() -> int:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=numbers, default={row.number for row in ROWS})
    parser.add_argument("--suites", type=Path)
    parser.add_argument("--write", type=Path, metavar="PAGE")
    parser.add_argument("--small", action="store_true", help="less of everything: no figure is kept")
    args = parser.parse_args()
    bad = []
    for row in (row for row in ROWS if row.number in args.rows):
        result = measure(row, args.suites and args.suites.resolve(), small=args.small)
        if result["good"] is not None and not args.small:
            keep(row, result)
        mark = {True: "ok", False: "BAD", None: "--"}[result["good"]]  # type: ignore[index]
        print(f"{row.number:3}  {mark:3}  {row.what}: {result['said']}  (limit: {row.limit}; {row.peers})", flush=True)
        bad += [row.number] if result["good"] is False or (args.small and result["good"] is None) else []
    if args.write:
        args.write.write_text(written(args.write.read_text(encoding="utf-8"), ROWS, kept()), encoding="utf-8")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
