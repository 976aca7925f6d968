"""What is wrong with one source, by its numbers."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from crawler.health import rhythm
from crawler.health.drift import GAUGES, Drift, compared, drift
from crawler.health.model import Finding, Measure, SourceHealth
from crawler.health.numbers import Numbers
from crawler.schedule import instant, parse

OVERDUE = timedelta(days=1)
"""`watch` is this late only where it does not run: no round of it takes as long."""
LOOKS = 2
"""So many of its longest pauses may pass without a look, and a day at least: a timer may skip one, or start late."""
FILLED: dict[Measure, str] = {"title": "titles", "authors": "authors", "date": "dates"}

UrlOf = Callable[[str], str | None]


def health(numbers: Numbers, url: str | None, now: datetime) -> SourceHealth:
    """The source as the report shows it."""
    row, counts = numbers.row, rhythm.of_days(numbers.came, now)
    told = ("polled_at", "succeeded_at", "failed_at", "failed_since", "failure", "failed_url", "due_at")
    return SourceHealth(
        numbers.name, url or row.get("url"), **{name: row.get(name) for name in told},
        last_article_at=numbers.came[-1] if numbers.came else None,
        articles=counts[0], usual=rhythm.usual(counts), reasons=numbers.reasons,
        measures={measure: compared(measure, numbers.observed.get(measure, ()), now) for measure in GAUGES},
    )  # fmt: skip


def findings(numbers: Numbers, now: datetime, url_of: UrlOf, longest: timedelta | None = None) -> Iterator[Finding]:
    """What is not as it should be. `url_of` gives the address of a page by its key; `longest` is the longest pause
    between two looks at the source that its user allows, None where nobody expects that it is looked at."""
    row = numbers.row
    if row.get("failed_since"):
        why = f"has failed since {minute(row['failed_since'])}: {row['failure']}"
        yield Finding(numbers.name, "failing", why, row["failed_since"], row["failed_url"])
    yield from _unseen(numbers, now, longest)
    looked = parse(row.get("succeeded_at")) if not row.get("failed_since") else None
    if looked is not None:
        yield from _of_rhythm(numbers, looked, now)
    for measure in GAUGES:
        if found := drift(measure, numbers.observed.get(measure, ()), now):
            yield Finding(
                numbers.name, measure, _sentence(found, numbers), found.first.at, url_of(found.first.key)
            )  # fmt: skip


def _unseen(numbers: Numbers, now: datetime, longest: timedelta | None) -> Iterator[Finding]:
    """That nobody looks at the source any more: a watch that does not run, or a timer that has gone."""
    row = numbers.row
    due, polled = parse(row.get("due_at")), row.get("polled_at") or ""
    if due is not None and now - due > OVERDUE and polled < row["due_at"]:
        said = f"was to be looked at on {minute(row['due_at'])}, and nobody has; is `copydesk watch` running?"
        yield Finding(numbers.name, "overdue", said, row["due_at"])
    elif longest is not None and not (polled or row.get("reading_since")):
        said = "was never looked at; is `copydesk crawl` or `copydesk watch` running?"
        yield Finding(numbers.name, "overdue", said)
    elif longest is not None and (last := parse(polled)) and now - last > max(OVERDUE, LOOKS * longest):
        said = f"was looked at last on {minute(polled)}; is `copydesk crawl` or `copydesk watch` running?"
        yield Finding(numbers.name, "overdue", said, polled)


def _of_rhythm(numbers: Numbers, looked: datetime, now: datetime) -> Iterator[Finding]:
    """Silence, and a poor day, of a source whose lists can be read."""
    if since := rhythm.silent_since(numbers.came, looked):
        usual = rhythm.usual(rhythm.of_days(numbers.came, since))
        said = f"silent since {minute(instant(since))}; it had {usual:g} articles a day before"
        yield Finding(numbers.name, "silent", said, instant(since))
        return
    counts = rhythm.of_days(numbers.came, now)
    if now - looked < rhythm.DAY and rhythm.is_fewer(counts):
        number = f"{counts[0]:,} article{'' if counts[0] == 1 else 's'} in 24 hours"
        said = f"{number}; usual are {rhythm.usual(counts):g}, and never fewer than {min(counts[1:]):,} in four weeks"
        yield Finding(numbers.name, "fewer", said, instant(now - rhythm.DAY))


def _sentence(found: Drift, numbers: Numbers) -> str:
    since = found.first.at[:10]
    if found.measure in FILLED:
        what = f"{FILLED[found.measure]} filled in {found.now:.0%} of records"
    elif found.measure == "words":
        return f"half of the texts have fewer than {found.now:,.0f} words since {since}, {found.before:,.0f} before"
    elif found.measure == "noise":
        what = f"{found.now:.0%} of the letters are removed as noise"
    elif found.measure == "refused":
        reason = next(iter(numbers.reasons), "")
        what = f"{found.now:.0%} of the pages are refused{f' ({reason})' if reason else ''}"
    else:
        what = f"{found.now:.0%} of the articles cannot be fetched"
    return f"{what} since {since}, {found.before:.0%} before".replace("%", " %")


def minute(at: str) -> str:
    """An instant for a person: the day and the minute, in UTC."""
    return f"{at[:10]} {at[11:16]}" if len(at) > 10 else at
