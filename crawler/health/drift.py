"""Whether what comes from a source has changed: its last days against its weeks before. Pure: numbers in, value out.

A site that is redesigned does not fail. Its pages come, and from one day on their authors are gone, their text is half
as long, or they are refused; that is what is looked for. Few articles raise no alarm: one that is short is chance.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby
from math import sqrt
from statistics import fmean, median

from crawler.health.model import Compared, Measure, Observed
from crawler.health.numbers import BEFORE_DAYS, NOW_DAYS
from crawler.schedule import instant

Values = Sequence[float]

RECENT_DAYS = (2, NOW_DAYS)
"""A break is seen within two days where much is published, within a week where little is."""
LEAST_NOW, LEAST_BEFORE = 10, 20
"""With fewer articles the mean of a week tells of the articles, not of the site."""
SHARE = 0.25
"""So many points a share must move: less is the mix of sections, which is another each week."""
CERTAIN = 2.576
"""Standard deviations of 99 %: of a hundred sources that stay as they are one may raise an alarm."""
SHORTER, LONGER = 0.5, 2.0
"""The median of a week's texts stays well within these of the median of a month; what leaves them has lost its body,
or gained somebody else's."""
NOISIER = 0.15
"""Points by which the share of noise must rise. A part of the template that no rule knows any more does not count as
noise; one that takes the story along does."""
EXTREME = 3.0
"""A text so many times as long as the usual ones counts as that long where the break is looked for: one reportage
makes none."""
CLEANER, NOISY = 0.25, 0.08
"""The noise of a site that had at least so much of it does not sink to a quarter: its template has changed, and what
was removed stays in the text."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """How a measure is judged: what a number of values comes to, whether it has moved so far from what it was that it
    is worth telling, and of a single value whether it is one of the bad."""

    of: Callable[[Values], float]
    has_moved: Callable[[Values, Values], bool]
    is_bad: Callable[[float, float, float], bool] = lambda value, now, before: abs(value - now) < abs(value - before)


@dataclass(frozen=True, slots=True)
class Drift:
    """A measure has moved: what it comes to since then, and came to before; `first`: the first one that is bad."""

    measure: Measure
    now: float
    before: float
    first: Observed


def compared(measure: Measure, observed: Sequence[Observed], now: datetime) -> Compared:
    """A measure over the last week, and over the weeks before."""
    recent, before = _parted(observed, now, NOW_DAYS)
    of = GAUGES[measure].of
    return Compared(
        of([o.value for o in recent]) if recent else None, of([o.value for o in before]) if before else None
    )


def drift(measure: Measure, observed: Sequence[Observed], now: datetime) -> Drift | None:
    """Whether a measure has moved, and to where no span of the weeks before was; the shortest of the recent spans
    first."""
    gauge = GAUGES[measure]
    for days in RECENT_DAYS:
        recent, before = _parted(observed, now, days)
        one, other = [o.value for o in recent], [o.value for o in before]
        if len(one) < LEAST_NOW or len(other) < LEAST_BEFORE or not gauge.has_moved(one, other):
            continue
        usual = gauge.of(other)
        # not against the days just past: on the third day of a break the two before would be nothing new
        older = [o for o in before if o.at < instant(now - timedelta(days=NOW_DAYS))] or before
        if abs(gauge.of(one) - usual) > max(abs(value - usual) for value in _spans(gauge, older, days)):
            return _since(measure, observed, gauge.of(one), usual)
    return None


def _spans(gauge: Gauge, observed: Sequence[Observed], days: int) -> Iterator[float]:
    """What the measure came to over each span of so many days: at weekends it may always be otherwise."""
    by_day = [[o.value for o in of_day] for _, of_day in groupby(observed, key=lambda o: o.at[:10])]
    yield gauge.of([o.value for o in observed])
    for start in range(len(by_day) - days + 1):
        values = list(chain.from_iterable(by_day[start : start + days]))
        if len(values) >= LEAST_NOW:
            yield gauge.of(values)


def _parted(observed: Sequence[Observed], now: datetime, days: int) -> tuple[list[Observed], list[Observed]]:
    """Those of the last days, and those of the weeks before."""
    middle = instant(now - timedelta(days=days))
    start = instant(now - timedelta(days=days + BEFORE_DAYS))
    return [o for o in observed if o.at >= middle], [o for o in observed if start <= o.at < middle]


def _since(measure: Measure, observed: Sequence[Observed], now: float, before: float) -> Drift:
    """The break: what it came to on each side, and the first bad one behind it."""
    gauge = GAUGES[measure]
    most = EXTREME * max(now, before)
    at = _break([min(o.value, most) for o in observed])
    since = observed[at:]
    bad = (o for o in since if gauge.is_bad(o.value, now, before))
    old, new = gauge.of([o.value for o in observed[:at]]), gauge.of([o.value for o in since])
    return Drift(measure, new, old, next(bad, since[0]))


def _break(values: Values) -> int:
    """Where a row of values falls best into two that are each alike: the variance between them is largest."""
    n, total, head = len(values), sum(values), 0.0
    best, at = -1.0, 1
    for k in range(1, n):
        head += values[k - 1]
        between = k * (n - k) * (head / k - (total - head) / (n - k)) ** 2
        if between > best:
            best, at = between, k
    return at


def _bounds(values: Values) -> tuple[float, float]:
    """Wilson's interval: between these the share lies that such a sample was drawn from."""
    n, p, z = len(values), fmean(values), CERTAIN
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def _falls(now: Values, before: Values) -> bool:
    return fmean(before) - fmean(now) >= SHARE and _bounds(now)[1] < _bounds(before)[0]


def _rises(now: Values, before: Values) -> bool:
    return _falls(before, now)


def _other_length(now: Values, before: Values) -> bool:
    return not SHORTER <= median(now) / max(median(before), 1) <= LONGER


def _other_noise(now: Values, before: Values) -> bool:
    one, other = fmean(now), fmean(before)
    return one - other >= NOISIER or (other >= NOISY and one <= other * CLEANER)


_FILLED = Gauge(fmean, _falls)
_RISEN = Gauge(fmean, _rises)
GAUGES: Mapping[Measure, Gauge] = {
    "failed": _RISEN, "refused": _RISEN, "words": Gauge(median, _other_length), "noise": Gauge(fmean, _other_noise),
    "title": _FILLED, "authors": _FILLED, "date": _FILLED,
}  # fmt: skip
