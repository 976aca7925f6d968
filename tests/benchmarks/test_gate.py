import json
from pathlib import Path

import pytest

from benchmarks import gate

SCORER = """
import argparse, json
parser = argparse.ArgumentParser()
parser.add_argument("function"), parser.add_argument("--corpus"), parser.add_argument("--sets")
parser.add_argument("--no-baseline", action="store_true")
args = parser.parse_args()
figures = {"aeb": {"f4": 0.97, "errors": 0}, "traf": {"leak": 0.05, "errors": 0}, "fundus": {"f4": 0.96, "errors": 1}}
print(json.dumps({"set": args.sets, "who": "ours", **figures[args.sets]}))
print("    error 7 ValueError()" if figures[args.sets]["errors"] else "    a line that was missed")
if not args.no_baseline:
    print(json.dumps({"set": args.sets, "who": "trafilatura", "f4": 0.96, "leak": 0.1, "errors": 0}))
"""


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scorer whose figures are known, and floors and a README of our own."""
    (tmp_path / "bench").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "bench/evaluate.py").write_text(SCORER)
    (tmp_path / "floors.json").write_text('{"aeb": {"f4": 0.95}, "traf": {"leak": 0.1}, "fundus": {"f4": 0.9}}')
    (tmp_path / "README.md").write_text(f"before\n{gate.BEGIN}\n| stale |\n{gate.END}\nafter\n")
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(gate, "README", tmp_path / "README.md")
    return tmp_path


def run(shared: Path, *args: str) -> int:
    return gate.main(["--shared", str(shared), "--sets", "aeb,traf", *args])


def test_figures_at_or_above_their_floors_pass(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shared) == 0
    assert "2 of 2 floors hold" in capsys.readouterr().out


@pytest.mark.parametrize("floor", [{"aeb": {"f4": 0.971}}, {"traf": {"leak": 0.049}}, {"aeb": {"unheard of": 0.0}}])
def test_a_figure_that_is_worse_than_its_floor_or_missing_fails(
    shared: Path, floor: dict[str, dict[str, float]], capsys: pytest.CaptureFixture[str]
) -> None:
    (shared / "floors.json").write_text(json.dumps(floor))
    assert run(shared) == 1
    assert "BELOW" in capsys.readouterr().out


def test_a_page_that_raises_fails_and_is_named(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shared, "--sets", "fundus") == 1
    assert "error 7 ValueError()" in capsys.readouterr().out


def test_without_gold_pages_it_says_so_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "nowhere") == 0
    assert "nothing measured" in capsys.readouterr().out


def test_a_scorer_that_fails_is_a_sentence(shared: Path) -> None:
    with pytest.raises(SystemExit, match="the scorer failed on nothing"):
        run(shared, "--sets", "nothing")


def test_floors_are_raised_less_a_margin_and_those_of_other_sets_stay(shared: Path) -> None:
    assert run(shared, "--raise") == 0
    floors = json.loads((shared / "floors.json").read_text())
    assert floors == {"aeb": {"f4": 0.968}, "traf": {"leak": 0.052}, "fundus": {"f4": 0.9}}


def test_floors_are_never_lowered(shared: Path) -> None:
    before = {"aeb": {"f4": 0.99}, "traf": {"leak": 0.01}}
    (shared / "floors.json").write_text(json.dumps(before))
    assert run(shared, "--raise") == 1
    assert json.loads((shared / "floors.json").read_text()) == before


def test_the_readme_shows_both_and_marks_the_better(shared: Path) -> None:
    assert run(shared, "--readme") == 0
    text = (shared / "README.md").read_text()
    assert "| aeb | text, F1 over 4-grams | **0.970** | 0.960 |" in text
    assert "| traf | unwanted passages let through | **0.050** | 0.100 |" in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "stale" not in text
