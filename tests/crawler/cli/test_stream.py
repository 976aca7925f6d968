"""`copydesk clean --jsonl`: a line in, a line out, in order, whatever a line holds."""

import asyncio
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Cleaned, Rejected
from crawler.cli import lines, stream
from crawler.cli.lines import lean
from crawler.cli.stream import Ends, clean_lines
from crawler.cli.work import Reading
from crawler.jobs import Job
from crawler.workers import Fault

from .conftest import STORY, Copydesk

TITLE, *PARAGRAPHS = STORY.strip().split("\n\n")
PAGE = (
    f"<html><body><article><h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article></body></html>"
)


@dataclass
class Here:
    """A pool without processes. It ends later lines first, as far as it is given several at once."""

    size: int = 2
    asked: list[Job] = field(default_factory=list)
    most: int = 0
    at_work: int = 0

    async def attempt(self, job: Job) -> Cleaned | Rejected | Fault:
        self.asked.append(job)
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        for _ in range(20 - len(self.asked) % 20):
            await asyncio.sleep(0)
        self.at_work -= 1
        if job.text == "crash":
            return Fault("the cleaning process died on this page")
        result = lean(job)
        assert isinstance(result, Cleaned | Rejected)
        return result


def run(questions: Iterable[Any], pool: Here | None = None) -> tuple[list[Any], Ends]:
    """The answers to these questions, each a JSON value or the bytes of a line."""
    source = b"".join(q if isinstance(q, bytes) else json.dumps(q).encode() + b"\n" for q in questions)
    out = io.BytesIO()
    ends = clean_lines(io.BytesIO(source), out, pool or Here(), Reading())
    return [json.loads(line) for line in out.getvalue().splitlines()], ends


def test_a_text_and_a_page_give_records_with_the_asker_s_own_keys() -> None:
    own = {"doc": 12345678901234567890, "nested": {"a": [1, None, "é"]}, "text": STORY}
    (text, page), ends = run([own, {"html": PAGE, "url": "https://www.example.org/a", "x": 1}])
    assert (text["title"], text["doc"], text["nested"]) == (TITLE, own["doc"], own["nested"])
    assert (page["title"], page["url"], page["x"]) == (TITLE, "https://www.example.org/a", 1)
    assert PARAGRAPHS[0] in text["text"]
    assert ends == Ends(lines=2)


def test_keys_that_the_record_has_itself_stand_under_input_in_every_answer() -> None:
    own = {"id": "my-17", "error": "mine", "input": 1, "mine": 2}
    answers, _ = run([{"text": STORY, **own}, {"text": " ", **own}, {"html": "<p>x</p>", **own}])
    for answer in answers:
        assert answer["input"] == {"id": "my-17", "error": "mine", "input": 1}
        assert answer["mine"] == 2
    assert answers[0]["id"] != "my-17"
    assert answers[1]["error"] == "neither html nor text"
    assert answers[2]["rejected"]["stage"] in ("extract", "verdict")


def test_title_date_and_authors_are_hints() -> None:
    body = "\n\n".join(PARAGRAPHS)
    asked = [
        {"text": body, "title": "Given", "date": "2024-05-03", "authors": ["Jane Doe"]},
        {"text": body, "published_at": "2024-05-04T10:00:00Z", "authors": "Jane Doe"},
    ]
    pool = Here()
    (first, second), _ = run(asked, pool)
    assert (first["title"], first["published_at"], first["authors"]) == ("Given", "2024-05-03", ["Jane Doe"])
    assert (second["published_at"], second["authors"]) == ("2024-05-04T10:00:00+00:00", ["Jane Doe"])


def test_a_page_is_read_where_there_are_a_page_and_a_text() -> None:
    pool = Here()
    run([{"html": PAGE, "text": "no"}, {"html": "", "text": STORY}, {"html": None, "text": STORY}], pool)
    assert [job.page is not None for job in pool.asked] == [True, False, False]


BAD = (
    (b"not json\n", "no JSON object: JSON is malformed"),
    (b"[1]\n", "no JSON object: Expected `object`, got `array`"),
    (b'{"text": "cut\n', "no JSON object: JSON is malformed"),
    (b'{"text": "\xff\xfe"}\n', "not UTF-8 (byte 10)"),
    (b'{"text": 5, "k": 1}\n', "Expected `str | null`, got `int` - at `$.text`"),
    (b'{"text": "\\ud800", "k": 1}\n', "no JSON object: JSON is malformed"),
    (b'{"k": 1}\n', "neither html nor text"),
    (b'{"html": "", "text": null, "k": 1}\n', "neither html nor text"),
    (b'{"text": "crash", "k": 1}\n', "the cleaning process died on this page"),
    (b'{"text": "x", "authors": [1], "k": 1}\n', "Expected `str`, got `int` - at `$.authors[0]`"),
)


def test_a_bad_line_has_an_error_in_its_place_and_its_number_and_the_others_their_records() -> None:
    questions = [q for line, _ in BAD for q in (line, {"text": STORY, "n": 1})]
    answers, ends = run(questions)
    assert [a.get("title") for a in answers[1::2]] == [TITLE] * len(BAD)
    for number, (answer, (line, problem)) in enumerate(zip(answers[::2], BAD, strict=True)):
        assert problem in answer["error"]
        assert answer["line"] == 2 * number + 1
        is_object = "no JSON object" not in problem
        assert ("k" in answer) is (is_object and b'"k"' in line)
    assert ends == Ends(lines=2 * len(BAD), failed=len(BAD))


def test_a_line_that_is_too_long_is_passed_over_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_BYTES", 2_000_000)
    monkeypatch.setattr(stream, "MOST_BYTES", 2_000_000)
    monkeypatch.setattr(stream, "STEP", 1_000)
    answers, ends = run([{"text": "x" * 3_000_000, "k": 1}, {"text": STORY}, b'{"text": "' + b"y" * 3_000_000])
    assert answers[0] == {"error": "the line is longer than 2 MB", "line": 1}
    assert answers[1]["title"] == TITLE
    assert answers[2]["line"] == 3
    assert ends == Ends(lines=3, failed=2)


def test_empty_lines_are_no_questions_and_the_last_line_needs_no_end() -> None:
    answers, ends = run([b"\n", b"  \r\n", {"text": STORY}, b"x"])
    assert answers[1]["line"] == 4
    assert (len(answers), ends) == (2, Ends(lines=2, failed=1))
    assert run([]) == ([], Ends())


def test_answers_come_in_the_order_of_the_lines_and_few_are_worked_on_at_once() -> None:
    pool = Here()
    answers, _ = run([{"text": STORY, "n": n} for n in range(40)], pool)
    assert [a["n"] for a in answers] == list(range(40))
    assert 2 <= pool.most <= 4


class Feeding(io.RawIOBase):
    """A source that gives its next line when the last one has been answered."""

    def __init__(self, number: int) -> None:
        self.left, self.answered = number, threading.Semaphore(1)

    def readline(self, _limit: int | None = -1, /) -> bytes:
        if not self.left:
            return b""
        assert self.answered.acquire(timeout=10), "the last line has not been answered"
        self.left -= 1
        return json.dumps({"text": STORY}).encode() + b"\n"


def test_an_answer_waits_for_no_later_line() -> None:
    source = Feeding(3)

    class Reader(io.BytesIO):
        def flush(self) -> None:
            source.answered.release()

    out = Reader()
    ends = clean_lines(source, out, Here(), Reading())  # type: ignore[arg-type]
    assert ends == Ends(lines=3)
    assert out.getvalue().count(b"\n") == 3


def test_no_more_is_read_than_a_few_lines_before_a_reader_that_does_not_take_them() -> None:
    read = []

    class Endless(io.RawIOBase):
        def readline(self, _limit: int | None = -1, /) -> bytes:
            read.append(1)
            return b'{"text": " "}\n'

    class Gone(io.BytesIO):
        written = 0

        def write(self, data: Any, /) -> int:
            self.written += 1
            if self.written > 100:
                raise BrokenPipeError
            return len(data)

    with pytest.raises(BrokenPipeError):
        clean_lines(Endless(), Gone(), Here(), Reading())  # type: ignore[arg-type]
    assert len(read) <= 101 + 2 * 2 + 1


def test_what_the_source_raises_ends_the_work_after_the_lines_before_it() -> None:
    class Broken(io.BytesIO):
        def readline(self, limit: int | None = -1, /) -> bytes:
            if line := super().readline(limit):
                return line
            raise OSError("the disk went away")

    out = io.BytesIO()
    with pytest.raises(OSError, match="the disk went away"):
        clean_lines(Broken(json.dumps({"text": STORY}).encode() + b"\n"), out, Here(), Reading())
    assert json.loads(out.getvalue())["title"] == TITLE


# ---- the whole command ----------------------------------------------------------------------------------------------


@pytest.fixture
def begun(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`copydesk clean --jsonl`, its own process, with the real pool."""
    command = [sys.executable, "-m", "crawler.cli", "clean", "--jsonl", "--jobs", "1"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        yield process
        process.kill()


def test_a_pipeline_that_never_ends_has_its_answers_and_one_that_ends_its_status(
    begun: subprocess.Popen[bytes],
) -> None:
    assert begun.stdin
    assert begun.stdout
    for n in range(2):  # stdin stays open: each answer comes before the next question
        begun.stdin.write(json.dumps({"text": STORY, "n": n}).encode() + b"\n")
        begun.stdin.flush()
        answer = json.loads(begun.stdout.readline())
        assert (answer["title"], answer["n"]) == (TITLE, n)
    out, err = begun.communicate(b'{"html": "<p>Nothing.</p>"}\nbad\n', timeout=60)
    assert [*map(list, map(json.loads, out.splitlines()))] == [["rejected"], ["error", "line"]]
    assert err.decode().splitlines() == [
        "copydesk: 1 of 4 lines hold no article; each says why under `rejected`",
        "copydesk: 1 of 4 lines failed; each says why under `error`",
    ]
    assert begun.returncode == 1


def test_it_ends_quietly_when_its_reader_goes_though_more_may_come(begun: subprocess.Popen[bytes]) -> None:
    assert begun.stdin
    assert begun.stdout
    assert begun.stderr
    begun.stdin.write(b"bad\n" * 4)
    begun.stdin.flush()
    assert b"error" in begun.stdout.readline()
    begun.stdout.close()
    with suppress(BrokenPipeError):
        for _ in range(1000):
            begun.stdin.write(b"bad\n")
            begun.stdin.flush()
    assert begun.stderr.read() == b""
    assert begun.wait(60) == 141


@pytest.mark.parametrize(
    "arguments",
    [["--url", "https://example.org"], ["--markdown"], ["--as", "text"], ["-o", "x"], ["a.jsonl", "b.jsonl"], ["none"]],
)
def test_what_makes_no_sense_with_lines_is_wrong_usage(copydesk: Copydesk, arguments: list[str]) -> None:
    ran = copydesk("clean", "--jsonl", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert copydesk("clean", "--jobs", "2", "a.html").status == 2
