"""Datelines as agencies print them, and openings that only look like one."""

import pytest

from cleaners.extract.dateline import find_dateline, read_dateline
from cleaners.model import Dateline

PRINTED = [
    ("HAYWARD, Calif. (AP) — The latest on", "HAYWARD, Calif. (AP) —", "HAYWARD, Calif.", "AP", None),
    ("ATLANTA (AP) _ The mayor said", "ATLANTA (AP) _", "ATLANTA", "AP", None),
    ("KATHMANDU, April 25 (Reuters) - Rescuers", "KATHMANDU, April 25 (Reuters) -", "KATHMANDU", "Reuters", "April 25"),
    (
        "BEIRUT/THE HAGUE, March 7 (Reuters) - Judges",
        "BEIRUT/THE HAGUE, March 7 (Reuters) -",
        "BEIRUT/THE HAGUE",
        "Reuters",
        "March 7",
    ),
    ("(Reuters) — The state", "(Reuters) —", None, "Reuters", None),
    ("(CNN) President", "(CNN)", None, "CNN", None),
    ("Washington (CNN) -- Democrats", "Washington (CNN) --", "Washington", "CNN", None),
    ("London (CNN)It was", "London (CNN)", "London", "CNN", None),
    ("Hong Kong (CNN Business)A muddled", "Hong Kong (CNN Business)", "Hong Kong", "CNN Business", None),
    ("Hangzhou, China (CNN)- US President", "Hangzhou, China (CNN)-", "Hangzhou, China", "CNN", None),
    ("STOCKHOLM, Aug 29, 2014 (AFP) - The", "STOCKHOLM, Aug 29, 2014 (AFP) -", "STOCKHOLM", "AFP", "Aug 29, 2014"),
    ("BEIJING, Sept. 2 (Xinhua) -- China", "BEIJING, Sept. 2 (Xinhua) --", "BEIJING", "Xinhua", "Sept. 2"),
    ("LISBOA, 18 jun (Xinhua) -- O", "LISBOA, 18 jun (Xinhua) --", "LISBOA", "Xinhua", "18 jun"),
    ("新华社北京9月12日电 国务院", "新华社北京9月12日电", "北京", "新华社", "9月12日"),
    ("本报北京9月12日讯 国务院", "本报北京9月12日讯", "北京", None, "9月12日"),
    ("Madrid, 18 oct (EFE).- El", "Madrid, 18 oct (EFE).-", "Madrid", "EFE", "18 oct"),
    ("Moscú, 1 ene (EFE).-La", "Moscú, 1 ene (EFE).-", "Moscú", "EFE", "1 ene"),
    ("Hannover (dpa/lni) - Die", "Hannover (dpa/lni) -", "Hannover", "dpa/lni", None),
    (
        "New Delhi [India], November 19 (ANI): The",
        "New Delhi [India], November 19 (ANI):",
        "New Delhi [India]",
        "ANI",
        "November 19",
    ),
    ("Mumbai, Dec 9 (PTI) Kunal said", "Mumbai, Dec 9 (PTI)", "Mumbai", "PTI", "Dec 9"),
    ("Accra, Feb. 19, GNA – The", "Accra, Feb. 19, GNA –", "Accra", "GNA", "Feb. 19"),
    ("Hani, (B/A), May 03, GNA – The", "Hani, (B/A), May 03, GNA –", "Hani, (B/A)", "GNA", "May 03"),
    ("ROMA (ITALPRESS) - Il", "ROMA (ITALPRESS) -", "ROMA", "ITALPRESS", None),
    (
        "TORONTO, May 07, 2024 (GLOBE NEWSWIRE) -- A",
        "TORONTO, May 07, 2024 (GLOBE NEWSWIRE) --",
        "TORONTO",
        "GLOBE NEWSWIRE",
        "May 07, 2024",
    ),
    (
        "NEW York, NY/ACCESSWIRE/May 7, 2024/",
        "NEW York, NY/ACCESSWIRE/May 7, 2024/",
        "NEW York, NY",
        "ACCESSWIRE",
        "May 7, 2024",
    ),
    (
        "OSLO, Norway, Nov. 7, 2023 /PRNewswire/ -- A",
        "OSLO, Norway, Nov. 7, 2023 /PRNewswire/ --",
        "OSLO, Norway",
        "PRNewswire",
        "Nov. 7, 2023",
    ),
    (
        "HONOLULU, Hawaii (HawaiiNewsNow) - A",
        "HONOLULU, Hawaii (HawaiiNewsNow) -",
        "HONOLULU, Hawaii",
        "HawaiiNewsNow",
        None,
    ),
    (
        "SIOUX FALLS, S.D. – The last ship of the summer reached port.",
        "SIOUX FALLS, S.D. –",
        "SIOUX FALLS, S.D.",
        None,
        None,
    ),
    ("【ソウル＝小池和樹】韓国の", "【ソウル＝小池和樹】", "ソウル", None, None),
    ("［ロンドン　３日　ロイター］ - 英国", "［ロンドン　３日　ロイター］ -", "ロンドン", "ロイター", "３日"),
    ("(서울=연합뉴스) 홍길동 기자", "(서울=연합뉴스)", "서울", "연합뉴스", None),
    ("МОСКВА, 1 янв - РИА Новости. Вице", "МОСКВА, 1 янв - РИА Новости.", "МОСКВА", "РИА Новости", "1 янв"),
    ("МОСКВА, 1 января. /ТАСС/. Вице", "МОСКВА, 1 января. /ТАСС/.", "МОСКВА", "ТАСС", "1 января"),
    ("القاهرة (رويترز) - قال", "القاهرة (رويترز) -", "القاهرة", "رويترز", None),
    ("नई दिल्ली, 9 दिसंबर (भाषा) प्रधानमंत्री", "नई दिल्ली, 9 दिसंबर (भाषा)", "नई दिल्ली", "भाषा", "9 दिसंबर"),
]

LOOK_ALIKES = [
    "Apple Filing Protocol (AFP) - Mac computers share files with it",
    "Data Protection Act (DPA) - The British law",
    "China Global Television Network (CGTN) released a film",
    "Press Trust of India (PTI) said on Monday",
    "Apple (AAPL) - Shares fell",
    "APPLE (AAPL) - Shares fell",
    "European Union (EU) - The bloc",
    "Xinhua, the state news agency, claimed that the bridge was open",
    "The minister told the agency (Reuters) - that he would go",
    "(Photo: Xinhua) The ship in port",
    "Photo: AFP",
    "President Obama met (CNN) - The leaders spoke",
    "He said so in Paris (AFP) - A city on a river",
    "Smith (R) - The senator from the north",
    "UPDATE — The council voted to repair the bridge before winter comes to town",
    "NASA — The agency said that it would launch the rocket before winter comes",
    "WATCH — The council voted to repair the bridge before winter comes to town",
    "Barcelona (FC) - Real Madrid (CF) 2-1",
    "(AP) is what the agency is called for short",
    "[엔터미디어=정덕현의 이슈공감] 드라마",
]


@pytest.mark.parametrize(("paragraph", "text", "place", "agency", "date"), PRINTED, ids=[p[1] for p in PRINTED])
def test_a_dateline_is_read_as_it_is_printed(
    paragraph: str, text: str, place: str | None, agency: str | None, date: str | None
) -> None:
    assert read_dateline(paragraph) == Dateline(text, place, agency, date)


@pytest.mark.parametrize("paragraph", LOOK_ALIKES)
def test_an_opening_that_only_looks_like_a_dateline_is_none(paragraph: str) -> None:
    assert read_dateline(paragraph) is None


def test_a_dateline_in_the_middle_of_a_paragraph_is_none() -> None:
    assert read_dateline("The wire moved it as LONDON (AP) — and nobody noticed the error for a day.") is None


def test_the_first_paragraph_that_opens_with_one_gives_it() -> None:
    assert find_dateline(["A summary of the story.", "OSLO (AP) — The"]) == Dateline("OSLO (AP) —", "OSLO", "AP", None)


def test_a_long_opening_costs_no_more_than_its_first_letters() -> None:
    assert read_dateline("A" * 1_000_000) is None
    assert read_dateline("(" * 1_000_000) is None
