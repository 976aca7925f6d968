"""A sink that has failed longer than it should is told, and one to which nobody delivers; what is usual is not."""

from datetime import timedelta

import pytest

from crawler.health.sinks import of_sinks
from crawler.schedule import instant
from crawler.store.changes import Standing
from tests.crawler.health.papers import NOON


def ago(**since: float) -> str:
    return instant(NOON - timedelta(**since))


def standing(acknowledged: str | None, waiting: str | None, failed: str | None = None) -> Standing:
    behind = 12 if waiting else 0
    return Standing("desk", 30, acknowledged, behind, waiting, 3, failed, failed, "answers 503" if failed else None)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (standing(ago(hours=5), ago(hours=5), ago(hours=2)), "has taken nothing since 2026-11-22 10:00: answers 503; "),
        (standing(None, ago(days=3)), "12 records wait since 2026-11-19 12:00, and nobody delivers; is `copydesk"),
        (standing(ago(days=2), ago(days=3)), "12 records wait since 2026-11-19 12:00, and nobody delivers"),
    ],
    ids=["down for hours", "never delivered to", "delivered to no longer"],
)
def test_a_sink_that_does_not_get_what_it_should_is_told_with_the_reason_and_since_when(
    there: Standing, told: str
) -> None:
    (finding,) = of_sinks([there], NOON)
    assert finding.text.startswith(told)
    assert (finding.source, finding.sink) == (None, "desk")
    assert finding.since in (there.failed_since, there.waiting_since)
    assert str(finding).startswith("sink desk: ")


@pytest.mark.parametrize(
    "there",
    [
        standing(ago(days=9), None),
        standing(ago(hours=1), ago(minutes=59), ago(minutes=59)),
        standing(ago(hours=30), ago(hours=29)),
        standing(ago(minutes=1), ago(days=90)),
    ],
    ids=["nothing waits", "it is restarted", "a delivery each night", "a new one that gets what is old"],
)
def test_what_is_usual_of_a_sink_is_not_told(there: Standing) -> None:
    assert list(of_sinks([there], NOON)) == []
