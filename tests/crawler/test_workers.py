"""The pool: whatever befalls a worker costs one page, and no process outlives its use."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from cleaners.model import Cleaned, Page, Rejected
from crawler.discover import Entry, Found, Look
from crawler.jobs import Job
from crawler.nursery import answer
from crawler.workers import Limits, Pool
from tests.crawler import stories

CLEAN = "tests.crawler.misfortunes:clean"
ROOT = Path(__file__).resolve().parents[2]


def texts(*words: str) -> list[Job]:
    return [Job(text=word, url=f"https://courier.test/{n}") for n, word in enumerate(words)]


def run(pool: Pool, *words: str) -> list[str]:
    """The reasons; a worker that did its work gives its process id."""
    outcomes = list(pool.run(texts(*words)))
    assert [o.url for o in outcomes if isinstance(o, Rejected)] == [
        f"https://courier.test/{n}" for n in range(len(words))
    ]
    return [o.reason for o in outcomes if isinstance(o, Rejected)]


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def gone(*pids: int) -> bool:
    """Whether the processes end: a busy machine may take a while."""
    for _ in range(3000):
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.01)
    return False


def comes(path: Path) -> bool:
    """Whether a file comes while this process, and its loop, do nothing."""
    for _ in range(3000):
        time.sleep(0.01)
        if path.exists():
            return True
    return False


@pytest.mark.parametrize(
    ("misfortune", "reason"),
    [
        ("crash", "the cleaning process died on this page (signal 11)"),
        ("leave", "the cleaning process died on this page (exit status 7)"),
        ("sleep", "the page took longer than 0.5 s to clean"),
        ("spin", "the page took longer than 0.5 s to clean"),
        ("swallow", "the page needs more than 1500 MB to clean"),
        ("fault", "a fault in the cleaners: KeyError: 'a bug'"),
        ("evil", "the cleaning process gave no readable answer"),
    ],
)
@pytest.mark.parametrize("many", [False, True], ids=["one page at a time", "the next page at hand"])
def test_a_misfortune_costs_its_page_and_no_other(misfortune: str, reason: str, many: bool) -> None:
    with Pool(size=2, limits=Limits(seconds=0.5), clean=CLEAN, many=many) as pool:
        reasons = run(pool, "a", "b", misfortune, "c", misfortune, "d", "e")

    assert [reasons[2], reasons[4]] == [reason, reason]
    assert all(reasons[n].isdigit() for n in (0, 1, 3, 5, 6))
    assert not Path("/tmp/copydesk-was-here").exists()


def test_outcomes_come_in_the_order_of_the_jobs_and_jobs_are_read_a_few_ahead() -> None:
    taken = []

    def jobs() -> Iterator[Job]:
        for n in range(40):
            taken.append(n)
            yield Job(text="x", url=str(n))

    with Pool(size=2, clean=CLEAN) as pool:
        for n, outcome in enumerate(pool.run(jobs())):
            assert isinstance(outcome, Rejected)
            assert outcome.url == str(n)
            assert len(taken) <= n + 5


def test_a_reader_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pool(size=1, limits=Limits(seconds=0.3), clean=CLEAN) as pool:
        outcomes = pool.run(texts("a", "b", "c", "d"))
        first = next(outcomes)
        with pytest.raises(subprocess.TimeoutExpired):  # longer than any page may take
            subprocess.run(["sleep", "60"], timeout=0.6, check=False)
        rest = list(outcomes)

    assert all(isinstance(o, Rejected) and o.reason.isdigit() for o in (first, *rest))


@pytest.mark.parametrize("many", [False, True], ids=["one page at a time", "the next page at hand"])
def test_a_worker_is_replaced_after_its_share_of_pages(many: bool) -> None:
    with Pool(size=1, limits=Limits(pages=3), clean=CLEAN, many=many) as pool:
        workers = run(pool, *"abcdefg")

    assert [workers.count(w) for w in dict.fromkeys(workers)] == [3, 3, 1]


def test_a_loop_of_ones_own_can_ask_for_many_pages_at_once() -> None:
    async def ask() -> list[Cleaned | Rejected]:
        with Pool(size=2, clean=CLEAN) as pool:
            return await asyncio.gather(*(pool.clean(job) for job in texts("a", "crash", "b", "c")))

    states = [o.reason.isdigit() for o in asyncio.run(ask()) if isinstance(o, Rejected)]
    assert states == [True, False, True, True]


def test_the_next_page_lies_with_the_worker_while_nobody_here_has_time_to_send_it(tmp_path: Path) -> None:
    reached = tmp_path / "reached"

    async def ask() -> bool:
        with Pool(size=1, clean=CLEAN, many=True) as pool:
            await pool.clean(Job(text="is born"))
            first, last = (asyncio.create_task(pool.clean(job)) for job in texts("a", f"touch {reached}"))
            await asyncio.sleep(0)  # both are sent
            was_reached = comes(reached)
            await asyncio.gather(first, last)
            return was_reached

    assert asyncio.run(ask())


def test_of_two_pages_with_a_worker_the_one_that_is_given_up_costs_the_other_nothing() -> None:
    async def ask(given_up: int) -> Cleaned | Rejected:
        with Pool(size=1, limits=Limits(seconds=2), clean=CLEAN, many=True) as pool:
            tasks = [asyncio.create_task(pool.clean(job)) for job in texts("a" if given_up else "sleep", "b")]
            await asyncio.sleep(0)
            tasks[given_up].cancel()
            kept = await tasks[not given_up]
            after = await pool.clean(Job(text="c", url="https://courier.test/next"))
            assert isinstance(after, Rejected)
            assert after.url == "https://courier.test/next"
            assert after.reason.isdigit()
            return kept

    for given_up in (0, 1):
        kept = asyncio.run(ask(given_up))
        assert isinstance(kept, Rejected)
        assert kept.reason.isdigit()
        assert kept.url == f"https://courier.test/{int(not given_up)}"


def test_a_page_that_is_given_up_leaves_its_worker_to_nobody() -> None:
    async def ask() -> Cleaned | Rejected:
        with Pool(size=1, clean=CLEAN) as pool:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.clean(Job(text="sleep")), 0.3)
            return await pool.clean(Job(text="a", url="https://courier.test/next"))

    outcome = asyncio.run(ask())
    assert isinstance(outcome, Rejected)
    assert outcome.url == "https://courier.test/next"


def test_no_worker_outlives_the_pool() -> None:
    with Pool(size=2, clean=CLEAN) as pool:
        workers = {int(reason) for reason in run(pool, *"abcd")}
        assert all(is_alive(w) for w in workers)

    assert gone(*workers)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_killed_parent_even_in_the_middle_of_a_page() -> None:
    code = f"""
import asyncio
from crawler.jobs import Job
from crawler.workers import Pool
async def main():
    pool = Pool(size=2, clean={CLEAN!r})
    print((await pool.clean(Job(text="a"))).reason, pool._nursery._process.pid, flush=True)
    await asyncio.gather(*(pool.clean(Job(text="sleep")) for _ in range(2)))
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker, nursery = map(int, parent.stdout.readline().split())
    parent.kill()
    parent.wait()

    assert gone(worker, nursery)
    parent.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_pool_that_is_left_in_the_middle_of_a_page() -> None:
    with Pool(size=2, limits=Limits(seconds=600), clean=CLEAN) as pool:
        outcomes = pool.run(texts("a", "sleep", "b", "sleep", "sleep"))
        first = next(outcomes)
        assert isinstance(first, Rejected)
        nursery = pool._nursery._process
        assert nursery is not None
        children = list[str]()
        while len(children) < 2:  # the second may not be born yet
            children = Path(f"/proc/{nursery.pid}/task/{nursery.pid}/children").read_text().split()

    assert gone(nursery.pid, *map(int, children))


def test_a_killed_nursery_is_replaced() -> None:
    with Pool(size=1, limits=Limits(pages=1), clean=CLEAN) as pool:
        assert run(pool, "a")[0].isdigit()
        nursery = pool._nursery._process
        assert nursery is not None
        os.kill(nursery.pid, signal.SIGKILL)
        nursery.wait()

        assert run(pool, "b", "c")[1].isdigit()


def test_a_pool_that_cannot_start_says_so() -> None:
    missing = "tests.crawler.misfortunes:no_such_function"
    with Pool(size=1, clean=missing) as pool, pytest.raises(RuntimeError, match=r"(?s)do not start.*no_such_function"):
        list(pool.run(texts("a")))


def test_a_script_that_guards_nothing_may_use_the_pool(tmp_path: Path) -> None:
    script = tmp_path / "my_script.py"
    script.write_text(
        "from crawler.jobs import Job\nfrom crawler.workers import Pool\n"
        f"with Pool(size=1, clean={CLEAN!r}) as pool:\n"
        "    print([o.reason.isdigit() for o in pool.run([Job(text='a')])])\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=env, check=True)

    assert done.stdout == "[True]\n"


def test_pages_texts_and_lists_of_links_go_to_the_real_cleaners() -> None:
    async def ask() -> tuple[Cleaned | Rejected, Cleaned | Rejected, Found]:
        with Pool(size=1) as pool:
            page = await pool.clean(Job(Page(stories.page(1)), url="https://courier.test/1"))
            text = await pool.clean(Job(text="\n\n".join([stories.title(2), *stories.paragraphs(2)])))
            links = await pool.look(Look(b'<a href="/2026/11/20/story/">x</a>', "https://courier.test/"))
            return page, text, links

    page, text, links = asyncio.run(ask())

    assert isinstance(page, Cleaned)
    assert page.article.url == "https://courier.test/1"
    assert "eleven years" in page.article.text
    assert isinstance(text, Cleaned)
    assert "eleven years" in text.article.text
    assert links.articles == (Entry("https://courier.test/2026/11/20/story/"),)


def test_where_many_pages_come_later_workers_are_born_with_all_that_the_first_had_to_load() -> None:
    slow = "trafilatura py3langid"

    with Pool(size=1, limits=Limits(pages=1), clean="tests.crawler.misfortunes:loaded", many=True) as pool:
        assert any(run(pool, slow) == [slow] for _ in range(2_000))

    with Pool(size=1, clean="tests.crawler.misfortunes:loaded") as pool:
        assert run(pool, slow) == [""]


def test_where_pages_outlive_a_worker_there_are_many_though_nobody_said_so() -> None:
    with Pool(size=1, limits=Limits(pages=1), clean="tests.crawler.misfortunes:loaded") as pool:
        assert any(run(pool, "trafilatura") == ["trafilatura"] for _ in range(2_000))


def test_an_article_comes_back_from_a_worker_as_it_was_there() -> None:
    job = Job(Page(stories.page(1), "https://courier.test/1"), to_store=True)

    with Pool(size=1) as pool:
        (came,) = pool.run([job])

    assert came == answer(job)


def test_to_a_store_goes_of_a_page_the_record_and_what_was_removed() -> None:
    noisy = stories.page(1).replace("</article>", "<p>Subscribe to our newsletter</p></article>")
    job = Job(Page(noisy, "https://courier.test/1"), to_store=True)

    kept, whole = answer(job), answer(replace(job, to_store=False))

    assert isinstance(kept, Cleaned)
    assert isinstance(whole, Cleaned)
    assert (kept.article, kept.removals) == (whole.article, whole.removals)
    (removed,) = {r.block for r in kept.removals}
    assert [b.text for b in kept.document.blocks if b.text] == ["Subscribe to our newsletter"]
    assert kept.document.blocks[removed] == whole.document.blocks[removed]


def test_a_worker_has_the_next_page_before_anybody_is_at_what_came_of_the_last(tmp_path: Path) -> None:
    reached = tmp_path / "reached"

    async def settle(pool: Pool) -> bool:
        await pool.clean(Job(text="a"))
        return comes(reached)

    async def ask() -> bool:
        with Pool(size=1, clean=CLEAN) as pool:
            was_early, _ = await asyncio.gather(settle(pool), pool.clean(Job(text=f"touch {reached}")))
            return was_early

    assert asyncio.run(ask())
