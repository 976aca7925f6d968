"""How often a source is looked at follows how often it publishes, within what the user has set."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from crawler.schedule import back_off, instant, next_pause, pace, parse

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BOUNDS = (10 * MINUTE, DAY)


def each(gap: timedelta, count: int = 20) -> Sequence[datetime]:
    return [NOON - n * gap for n in range(count)]


def test_a_source_is_asked_at_half_the_gap_between_its_articles() -> None:
    assert next_pause(None, BOUNDS, published=each(HOUR), found=True) == 30 * MINUTE


def test_days_without_hours_and_batches_tell_the_rhythm_too() -> None:
    days = [NOON - DAY * (n // 10) for n in range(20)]
    assert pace(days) == DAY / 19 / 2


@pytest.mark.parametrize("published", [(), each(HOUR, 3), each(timedelta(0))], ids=["none", "few", "all at once"])
def test_of_what_has_no_rhythm_yet_only_what_a_look_brings_counts(published: Sequence[datetime]) -> None:
    assert next_pause(None, BOUNDS, published=published, found=True) == 10 * MINUTE
    assert next_pause(4 * HOUR, BOUNDS, published=published, found=True) == 2 * HOUR
    assert next_pause(4 * HOUR, BOUNDS, published=published, found=False) == 6 * HOUR


def test_in_the_night_the_pauses_grow_and_in_the_morning_they_are_short_again() -> None:
    pauses = [30 * MINUTE]
    for found in (False, False, False, True):
        pauses.append(next_pause(pauses[-1], BOUNDS, published=each(HOUR), found=found))
    assert pauses == [30 * MINUTE, 45 * MINUTE, 67.5 * MINUTE, 101.25 * MINUTE, 30 * MINUTE]


def test_a_pause_that_is_always_worth_it_stays_as_short_as_it_is() -> None:
    assert next_pause(12 * MINUTE, BOUNDS, published=each(HOUR), found=True) == 12 * MINUTE


@pytest.mark.parametrize(("gap", "pause"), [(MINUTE, 10 * MINUTE), (30 * DAY, DAY)], ids=["too often", "too seldom"])
def test_the_user_s_bounds_outrank_the_rhythm(gap: timedelta, pause: timedelta) -> None:
    assert next_pause(HOUR, BOUNDS, published=each(gap), found=gap == MINUTE) == pause


def test_what_fails_is_left_alone_for_longer_each_time_up_to_the_longest_pause() -> None:
    pauses = [back_off(None, BOUNDS)]
    for _ in range(9):
        pauses.append(back_off(pauses[-1], BOUNDS))
    assert pauses[:4] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE]
    assert pauses[-1] == DAY


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00", "0000-00-00", "soon", ""])
def test_a_date_in_no_year_that_there_is_is_none(told: str) -> None:
    assert parse(told) is None


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00", "9999-12-31", "2026-11-22T01:00:00+02:00"])
def test_whatever_is_a_date_can_be_stored(told: str) -> None:
    at = parse(told)
    assert at is not None
    assert parse(instant(at)) == at
