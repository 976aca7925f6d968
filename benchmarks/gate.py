#!/usr/bin/env python3
"""Score the cleaners on the gold pages and hold the figures against benchmarks/floors.json.

    benchmarks/gate.py                 exit status 1 where a figure is worse than its floor
    benchmarks/gate.py --raise         then raise the floors to what was reached, less a margin; none is ever lowered
    benchmarks/gate.py --readme        also measure trafilatura, and write both into the README's table; with
                                       --function benchmarks.held_out:evaluate, as the README's figures are made

The pages belong to their publishers and are not in this repository: the scorer and the gold pages lie in a folder
beside the checkout (--shared, see benchmarks/README.md). Where they are not, it says so and ends with status 0.
"""

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "benchmarks" / "floors.json"
README = ROOT / "README.md"
FUNCTION = "cleaners.pipeline:evaluate"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"

SETS = ("wcxb", "traf", "fundus", "aeb")
"""The longest first, so that two processes finish at about the same time."""
PROCESSES = 2
MARGIN = 0.002
"""A raised floor lies this far below what was measured: room for another libxml2, none for a lost rule."""
LOWER_IS_BETTER = frozenset({"leak"})

MEANING = {
    "f4": "text, F1 over 4-grams",
    "exact": "pages exactly right",
    "w": "text, F1 over words",
    "with": "wanted passages kept",
    "leak": "unwanted passages let through",
    "title": "title right",
    "date": "day of publication right",
    "instant": "minute of publication right",
    "authors": "authors, F1 over persons",
    "kept": "articles kept",
    "refused": "other pages refused",
}
SHOWN = {
    "aeb": ("f4", "exact"),
    "fundus": ("f4", "title", "date", "instant", "authors"),
    "wcxb": ("w", "with", "leak", "title", "date", "authors"),
    "traf": ("with", "leak"),
}

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside its floor."""

    set: str
    name: str
    figure: float
    floor: float

    @property
    def holds(self) -> bool:
        return self.figure <= self.floor if self.name in LOWER_IS_BETTER else self.figure >= self.floor


def main(argv: Sequence[str] | None = None) -> int:
    """The command. Exit status 0: every floor holds, or there is nothing to measure with; 1: one does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with bench/ and corpus/")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated (%(default)s)")
    parser.add_argument("--raise", action="store_true", dest="raise_", help="raise the floors to what was reached")
    parser.add_argument("--readme", action="store_true", help="measure trafilatura too, write the README's table")
    parser.add_argument("--function", default=FUNCTION, help="what to score (%(default)s)")
    args = parser.parse_args(argv)

    evaluator, corpus = args.shared / "bench" / "evaluate.py", args.shared / "corpus"
    if not evaluator.is_file() or not corpus.is_dir():
        print(f"quality gate: no gold pages at {corpus}, nothing measured (benchmarks/README.md says what they are)")
        return 0
    measured = measure((evaluator, corpus, args.function), args.sets.split(","), baseline=args.readme)
    ours = {name: figures["ours"] for name, figures in measured.items()}
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    lines = list(compare(ours, floors))
    print(table(lines))
    if args.raise_:
        FLOORS.write_text(dump(raised(ours, floors)), encoding="utf-8")
    if args.readme:
        README.write_text(with_figures(README.read_text(encoding="utf-8"), measured), encoding="utf-8")
    below = [line for line in lines if not line.holds]
    errors = sum(int(figures.get("errors", 0)) for figures in ours.values())
    print(
        f"quality gate: {len(lines) - len(below)} of {len(lines)} floors hold, {errors} pages raised or took over 30 s"
    )
    return 1 if below or errors else 0


def measure(
    what: tuple[Path, Path, str], sets: Sequence[str], *, baseline: bool
) -> dict[str, dict[str, dict[str, float]]]:
    """Set → who ("ours", with `baseline` also "trafilatura") → figures; the sets two at a time. `what`: the scorer,
    the gold pages' folder, the function to score."""
    evaluator, corpus, function = what

    def one(name: str) -> dict[str, dict[str, float]]:
        command = [
            sys.executable,
            str(evaluator),
            function,
            "--corpus",
            str(corpus),
            "--sets",
            name,
        ]
        command += [] if baseline else ["--no-baseline"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"quality gate: the scorer failed on {name}, as it says above")
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        print("".join(f"{line}\n" for line in done.stdout.splitlines() if line.startswith("    error")), end="")
        return {row["who"]: {k: v for k, v in row.items() if isinstance(v, int | float)} for row in rows}

    with ThreadPoolExecutor(PROCESSES) as pool:
        return dict(zip(sets, pool.map(one, sets), strict=True))


def compare(ours: Mapping[str, Figures], floors: Mapping[str, Figures]) -> Iterator[Line]:
    """Each floor of a set that was measured, beside the figure; a figure that is missing counts as the worst."""
    for name, figures in ours.items():
        for figure, floor in floors.get(name, {}).items():
            worst = math.inf if figure in LOWER_IS_BETTER else -math.inf
            yield Line(name, figure, figures.get(figure, worst), floor)


def table(lines: Sequence[Line]) -> str:
    """For a person: set, figure, value, floor, verdict."""
    rows = [f"{'set':8} {'figure':8} {'value':>7} {'floor':>7}"]
    rows += [f"{x.set:8} {x.name:8} {x.figure:7.4f} {x.floor:7.4f}  {'ok' if x.holds else 'BELOW'}" for x in lines]
    return "\n".join(rows)


def raised(ours: Mapping[str, Figures], floors: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """The floors, each moved up to what was reached less MARGIN, or left where it is: never down."""
    new = {name: dict(values) for name, values in floors.items()}
    for line in compare(ours, floors):
        if line.name in LOWER_IS_BETTER:
            better = min(line.floor, math.ceil(round((line.figure + MARGIN) * 1000, 3)) / 1000)
        else:
            better = max(line.floor, math.floor(round((line.figure - MARGIN) * 1000, 3)) / 1000)
        new[line.set][line.name] = better
    return new


def dump(floors: Mapping[str, Figures]) -> str:
    """One set a line, as a person would write it: a diff shows which figure moved."""
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(dict(v))}" for name, v in floors.items()) + "\n}\n"


def with_figures(readme: str, measured: Mapping[str, Mapping[str, Figures]]) -> str:
    """The README with the table between its two markers written anew; the better figure of a row is bold."""
    rows = ["| gold pages | what is measured | Copydesk | trafilatura |", "|---|---|---:|---:|"]
    for name, names in SHOWN.items():
        for figure in names if name in measured else ():
            ours, theirs = (measured[name][who].get(figure, 0.0) for who in ("ours", "trafilatura"))
            won = ours < theirs if figure in LOWER_IS_BETTER else ours > theirs
            left = f"**{ours:.3f}**" if won else f"{ours:.3f}"
            right = f"**{theirs:.3f}**" if ours != theirs and not won else f"{theirs:.3f}"
            rows.append(f"| {name} | {MEANING[figure]} | {left} | {right} |")
    head, rest = readme.split(BEGIN, 1)
    return f"{head}{BEGIN}\n" + "\n".join(rows) + f"\n{END}" + rest.split(END, 1)[1]


if __name__ == "__main__":
    sys.exit(main())
