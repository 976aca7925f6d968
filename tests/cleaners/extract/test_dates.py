"""Instants and days, as machines and people write them."""

import pytest

from cleaners.extract.dates import day_of, has_zone, in_url, instant, shown


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2024-05-31T10:15:00Z", "2024-05-31T10:15:00+00:00"),
        ("2024-05-31T10:15:00.123+02:00", "2024-05-31T10:15:00+02:00"),
        ("2024-05-31 10:15:00 +0530", "2024-05-31T10:15:00+05:30"),
        ("20240531T101500Z", "2024-05-31T10:15:00+00:00"),
        ("2024-05-31T24:00:00Z", "2024-06-01T00:00:00+00:00"),
        ("Fri, 31 May 2024 10:15:00 GMT", "2024-05-31T10:15:00+00:00"),
        ("Fri May 31 2024 10:15:00 GMT+0200 (CEST)", "2024-05-31T10:15:00+02:00"),
        ("Fri May 31 10:15:00 CEST 2024", "2024-05-31T10:15:00+02:00"),
        (1717150500, "2024-05-31T10:15:00+00:00"),
        ("1717150500000", "2024-05-31T10:15:00+00:00"),
        ("May 31, 2024 at 3:05 p.m. EDT", "2024-05-31T15:05:00-04:00"),
        ("2024-05-31T10:15", "2024-05-31T10:15:00"),
        ("2024-05-31", "2024-05-31"),
        ("2024-05-31T00:00:00", "2024-05-31"),
        ("20240531", "2024-05-31"),
    ],
)
def test_metadata_dates_keep_the_time_and_zone_that_they_tell(value: object, told: str) -> None:
    assert instant(value) == told


@pytest.mark.parametrize(
    "value",
    ["9999-12-31", "0000-00-00", "1970-01-01T00:00:00Z", "2024-13-45", "", "soon", None, True, 0, -1, 1e300, [], {}],
)
def test_nonsense_is_no_date(value: object) -> None:
    assert instant(value) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Published 31 May 2024", "2024-05-31"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("December 17, 2025", "2025-12-17"),
        ("Stand: 31.05.2024, 06:00 Uhr", "2024-05-31T06:00:00"),
        ("31. Mai 2024", "2024-05-31"),
        ("le 3 juin 2024 à 10h30", "2024-06-03T10:30:00"),
        ("31 de mayo de 2024", "2024-05-31"),
        ("3 de março de 2024", "2024-03-03"),
        ("31 мая 2024, 12:30", "2024-05-31T12:30:00"),
        ("31 травня 2024", "2024-05-31"),
        ("31 Mayıs 2024", "2024-05-31"),
        ("٣١ مايو 2024", "2024-05-31"),
        ("31 मई 2024", "2024-05-31"),
        ("31 maja 2024", "2024-05-31"),
        ("2024年5月31日", "2024-05-31"),
        ("2024년 5월 31일", "2024-05-31"),
        ("2024. május 31.", "2024-05-31"),
        ("31 พฤษภาคม 2567", "2024-05-31"),
        ("جمعه ۱۱ خرداد ۱۴۰۳ - ۱۰:۱۵", "2024-05-31T10:15:00"),
        ("۱۴۰۳/۰۳/۱۱", "2024-05-31"),
        ("11 جوزا 1403", "2024-05-31"),
        ("۱۱ خرداد ۱۴۰۳، 31 مه 2024", "2024-05-31"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("2024-12-25", "2024-12-25"),
    ],
)
def test_a_shown_date_is_read_in_many_languages(text: str, told: str) -> None:
    assert shown(text) == told


def test_the_months_place_in_figures_follows_the_readers_language() -> None:
    assert shown("3/4/2025", "en-US") == "2025-03-04"
    assert shown("3/4/2025", "en-GB") == "2025-04-03"


@pytest.mark.parametrize(
    "text", ["31 May", "yesterday", "2 hours ago", "Room 12, 2024 seats", "3.5.1", "1/2", "May 2024"]
)
def test_what_needs_todays_date_or_is_none_stays_unread(text: str) -> None:
    assert shown(text) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2024/05/31/a", "2024-05-31"),
        ("https://example.org/news/2024-5-31-a", "2024-05-31"),
        ("https://example.org/a-20240531.html", "2024-05-31"),
        ("https://example.org/world/2024/may/31/a", "2024-05-31"),
        ("https://2024-05-31.example.org/a", None),
        ("https://example.org/2024/05/a", None),
        ("https://example.org/1234567890123", None),
        (None, None),
    ],
)
def test_an_address_may_tell_the_day(url: str | None, day: str | None) -> None:
    assert in_url(url) == day


def test_an_instant_knows_its_day_and_whether_it_has_a_zone() -> None:
    assert day_of("2024-05-31T10:15:00-04:00") == "2024-05-31"
    assert has_zone("2024-05-31T10:15:00-04:00")
    assert not has_zone("2024-05-31T10:15:00")
    assert not has_zone("2024-05-31")


def test_the_persian_years_leap_day_is_the_eve_of_spring_and_other_years_have_none() -> None:
    assert shown("۳۰ اسفند ۱۴۰۳") == "2025-03-20"
    assert shown("۱ فروردين ۱۴۰۴") == "2025-03-21"
    assert shown("۳۰ اسفند ۱۴۰۴") is None


@pytest.mark.parametrize("text", ["The treaty of 12 March 1403", "12 مرداد 2024", "Order 1403/77/12", "11 خرداد 1203"])
def test_what_only_looks_like_a_persian_date_is_none(text: str) -> None:
    assert shown(text) is None
