"""Retry-After is understood in both of its forms."""

import pytest

from crawler.middlewares.patience import retry_after

NOW = 1_791_995_200.0  # Wed, 14 Oct 2026 16:26:40 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("Wed, 14 Oct 2026 17:26:40 GMT", 3600), ("Wed, 14 Oct 2020 17:26:40 GMT", 0),
        ("", None), ("soon", None), ("-5", None), ("1e9", None),
    ],
)  # fmt: skip
def test_a_wait_is_given_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
