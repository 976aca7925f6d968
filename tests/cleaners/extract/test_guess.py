"""A page that declares no encoding is read as what its bytes say."""

import pytest

from cleaners.extract.guess import guess

STORIES = {
    "shift_jis": "町議会は火曜日の夜、古い港の再建を決めた。工事は来年の春に始まり、一年半ほどかかる見込みだという。",
    "euc_kr": "시의회는 화요일 밤 오래된 항구를 다시 짓기로 했다. 공사는 내년 봄에 시작해 일 년 반쯤 걸릴 전망이다.",
    "big5": "市議會星期二晚上決定重建舊港口。工程將於明年春天開始，預計需要一年半的時間才能完成。",
    "windows-1251": "Городской совет во вторник вечером решил восстановить старую гавань. Работы начнутся весной.",
}


@pytest.mark.parametrize("encoding", STORIES)
def test_a_story_in_an_old_encoding_is_known_by_its_bytes(encoding: str) -> None:
    story = STORIES[encoding] * 3
    found = guess(f"<html><body><p>{story}</p></body></html>".encode(encoding))
    assert found is not None
    assert story.encode(encoding).decode(found) == story


@pytest.mark.parametrize("body", [b"", b"<p>The bridge.</p>" * 50, b"<p>Caf\xe9</p>", "Größe ".encode() * 50])
def test_of_few_bytes_or_none_nothing_is_guessed(body: bytes) -> None:
    assert guess(body) is None
