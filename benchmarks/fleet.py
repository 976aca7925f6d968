"""How a fleet would fare that nobody can try out here: 50,000 sources, 1 to 200 workers, half a day of their news.

    python -m benchmarks.fleet

A discrete-event simulation of `copydesk watch --join`: every ten seconds the sources that are due are put into the
queue, workers with room take up to sixteen each for one crawl, a source is done with when it has been asked for all at
its pace, its crawl when the last of them is. What each of these costs a worker's cores and the database was measured
(docs/scale.md), or is near it. How much the sources publish is assumed: log-normal about a median of 4 articles a day,
which is 12 in the mean; so is that a request takes a second, answer and pause together. Prints for each number of
workers the time from publication to record (median, 99 %), how many of the sources that are due wait for a worker at
the end, how busy the cores and the database's one writer are, and how much of a core of the database's the questions
take that are asked of it (100 % is one). No delay is longer than the twelve hours that are simulated: where workers or
database have too much to do, those told are too short.
"""

import argparse
import heapq
import math
import sys
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from random import Random

HOUR, DAY = 3600.0, 86400.0
MEDIAN_A_DAY, SIGMA = 4.0, 1.5
POLL = (600.0, DAY)
"""Bounds of the pause between two looks at a source, as they are unless a user says otherwise."""
SLOWER = 1.5
TICK, TOGETHER, MOST_WAITING = 10.0, 16, 1000
WARM, MEASURED = 6 * HOUR, 6 * HOUR
LONGEST = 900.0
CRAWLS, CORES = 3, 2
"""Of a worker: crawls at once, and what its machine has."""
BUCKETS = 400
"""Delays are counted in classes, each 3 % longer than the one before, from one second on."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds. Of a core: what a crawl takes to begin and end, what a source and a page take beside. Of the database,
    which one process writes to at a time: what a page, a look and a source that is taken take. Of the database beside
    its writer: what the question who is due takes for each source there is, and a worker with room that asks for work,
    a second. Of waiting: from one request to a host to the next, with the answer."""

    crawl: float = 3.4
    source: float = 0.02
    page: float = 0.031
    write: float = 0.006
    look: float = 0.010
    take: float = 0.004
    ask: float = 36e-6
    poll: float = 0.0005
    request: float = 1.0


@dataclass(slots=True)
class Source:
    """Articles a second; the present pause; when it was looked at last."""

    rate: float
    pause: float
    last: float


class Delays:
    """Delays, in classes."""

    def __init__(self) -> None:
        self._classes = [0] * BUCKETS

    def add(self, seconds: float) -> None:
        self._classes[min(BUCKETS - 1, int(math.log(max(seconds, 1.0)) / math.log(1.03)))] += 1

    def at(self, share: float) -> float:
        """The delay that this share of all does not exceed."""
        left = share * sum(self._classes)
        for number, count in enumerate(self._classes):
            left -= count
            if left <= 0:
                return float(1.03**number)
        return math.inf


class Fleet:
    """So many workers with their crawls at once, their cores, and one database."""

    def __init__(self, sources: list[Source], workers: int, costs: Costs, random: Random) -> None:
        self._sources, self._costs, self._random = sources, costs, random
        self._free = workers * CRAWLS
        self._crawls, self._cores = workers * CRAWLS, workers * CORES
        self._due = [(source.last + source.pause, n) for n, source in enumerate(sources)]
        heapq.heapify(self._due)
        self._queue: deque[int] = deque()
        self._ends: list[float] = []
        self._writes: dict[int, float] = defaultdict(float)
        self._behind, self._asked_until = 0.0, 0.0
        self.delays, self.core_seconds, self.database_seconds, self.reading_seconds = Delays(), 0.0, 0.0, 0.0

    def run(self, until: float, measured_from: float) -> None:
        """Tick by tick."""
        now = 0.0
        while now < until:
            self._behind = max(0.0, self._behind + self._writes.pop(int(now // TICK), 0.0) - TICK)
            while self._ends and self._ends[0] <= now:
                heapq.heappop(self._ends)
                self._free += 1
            reading = self._poll()
            if now >= self._asked_until:  # while the question is answered, it is not asked again
                reading += self._ask(now)
            self.reading_seconds += reading if now >= measured_from else 0.0
            while self._queue and self._free:
                taken = [self._queue.popleft() for _ in range(min(TOGETHER, len(self._queue)))]
                self._crawl(taken, now, counts=now >= measured_from)
            now += TICK

    def waiting(self, now: float) -> int:
        """How many sources are due and wait."""
        return len(self._queue) + sum(due <= now for due, _ in self._due)

    def _ask(self, now: float) -> float:
        """Who is due waits for a worker from now on; how long the database took to say so, in seconds."""
        while self._due and self._due[0][0] <= now and len(self._queue) < MOST_WAITING:
            self._queue.append(heapq.heappop(self._due)[1])
        took = self._costs.ask * len(self._sources)
        self._asked_until = now + took
        return took

    def _poll(self) -> float:
        """What the workers that have room ask of the database until the next tick, in seconds: those without are few
        as long as there are places for all."""
        return min(self._free, self._crawls // CRAWLS) * TICK * self._costs.poll

    def _crawl(self, taken: list[int], now: float, *, counts: bool) -> None:
        """One crawl of these sources: it holds its place until the last of them is done with."""
        costs, self._free = self._costs, self._free - 1
        share = max(1.0, (self._crawls - self._free) / self._cores)
        begun, end, cores = now + costs.crawl * share, now, costs.crawl
        for number in taken:
            source = self._sources[number]
            found = _poisson(self._random, source.rate * (now - source.last))
            pages = found + _poisson(self._random, 3 * source.rate * (now - source.last))
            own = costs.source + costs.page * pages
            done = begun + min((2 + pages) * costs.request, LONGEST) + own * share
            cores += own
            written = costs.look + costs.take + costs.write * pages
            self._writes[int(done // TICK) + 1] += written
            self.database_seconds += written if counts else 0.0
            if counts:
                for _ in range(found):
                    published = source.last + self._random.random() * (now - source.last)
                    self.delays.add(done + self._behind - published)
            source.pause, source.last = _next_pause(source, found), now
            heapq.heappush(self._due, (done + source.pause, number))
            end = max(end, done)
        heapq.heappush(self._ends, end)
        self.core_seconds += cores if counts else 0.0


def _next_pause(source: Source, found: int) -> float:
    """As crawler.schedule.next_pause has it, of a source whose rhythm is known."""
    own = 0.5 / source.rate
    pause = min(own, source.pause) if found else max(own, source.pause * SLOWER)
    return min(max(pause, POLL[0]), POLL[1])


def _poisson(random: Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, number, product = math.exp(-mean), 0, random.random()
    while product > limit:
        number, product = number + 1, product * random.random()
    return number


def main() -> int:
    """A line for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=50_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 5, 10, 20, 50, 100, 200])
    parser.add_argument("--crawl", type=float, default=Costs().crawl, help="seconds of a core that a crawl costs")
    parser.add_argument("--write", type=float, default=Costs().write, help="seconds of the database that a page costs")
    parser.add_argument("--ask", type=float, default=Costs().ask, help="seconds to ask who is due, for each source")
    parser.add_argument("--poll", type=float, default=Costs().poll, help="seconds of the database a second and worker")
    parser.add_argument("--request", type=float, default=Costs().request, help="seconds from one request to the next")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    costs = Costs(crawl=args.crawl, write=args.write, ask=args.ask, poll=args.poll, request=args.request)
    print("workers   median     99 %   waiting   cores   writer   reading")
    for workers in args.workers:
        random, began = Random(args.seed), time.monotonic()
        rates = [MEDIAN_A_DAY / DAY * math.exp(random.gauss(0, SIGMA)) for _ in range(args.sources)]
        pauses = [min(max(0.5 / rate, POLL[0]), POLL[1]) for rate in rates]
        sources = [Source(r, p, -random.random() * p) for r, p in zip(rates, pauses, strict=True)]
        fleet = Fleet(sources, workers, costs, random)
        fleet.run(WARM + MEASURED, WARM)
        cores, reading = fleet.core_seconds / MEASURED / (workers * CORES), fleet.reading_seconds / MEASURED
        delays = (fleet.delays.at(0.5) / 60, fleet.delays.at(0.99) / 60)
        print(f"{workers:7} {delays[0]:6.0f} min {delays[1]:6.0f} min  {fleet.waiting(WARM + MEASURED):7,}  "
              f"{cores:5.0%}  {fleet.database_seconds / MEASURED:6.0%}  {reading:8.0%}   "
              f"({time.monotonic() - began:.0f} s)", flush=True)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
