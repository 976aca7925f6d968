"""What can become of a robots.txt on its way, and whether the page behind it may then be fetched (RFC 9309)."""

import gzip
from http.server import BaseHTTPRequestHandler

from tests.crawler import stories
from tests.crawler.newsroom_server import House, Newsroom
from tests.crawler.web import Answer, drive

NO, YES = "User-agent: *\nDisallow: /\n", "User-agent: *\nAllow: /\n"
STORY = "/2026/11/20/story-1/"
STATUSES: dict[int | str, bool] = {200: False, 204: True, 206: False, 400: True, 401: True, 403: True,
    404: True, 410: True, 429: False,
            500: False, 502: False, 503: False, 504: False, 599: False, 777: False}  # fmt: skip
"""Status of a robots.txt that forbids everything → whether the page is fetched all the same."""
OTHERS: dict[int | str, bool] = {
    "the connection is reset": False, "it is cut": False, "its gzip is cut": False, "no answer in time": False,
    "five redirects": False, "six redirects": True, "a circle": True, "UTF-16": False, "UTF-8 with a mark": False,
    "a web page in its place": True, "a rule within 500 KiB": False, "a rule beyond 500 KiB": True, "empty": True,
    "gzip": False,
}  # fmt: skip
SITUATIONS = {**STATUSES, **OTHERS}


def say(house: House, situation: int | str) -> None:
    """Have a site answer so to the request for its robots.txt."""
    house.add(STORY, stories.page(1))
    if isinstance(situation, int):
        body = b"" if situation == 204 else NO.encode()
        house.pages["/robots.txt"] = Answer(body, situation, {} if situation == 204 else _told(body))
        return
    hops = {"five redirects": 5, "six redirects": 6}.get(situation, 0)
    for n in range(hops):
        house.add("/robots.txt" if n == 0 else f"/{n}", status=302, location=f"/{n + 1}")
    house.add(f"/{hops}" if hops else "/robots.txt", *_body(situation), content_type="text/plain")
    if situation == "a circle":
        house.add("/robots.txt", status=302, location="/robots.txt")
    if situation == "it is cut":
        house.cut("/robots.txt")
    if situation == "its gzip is cut":
        packed = gzip.compress(NO.encode() * 50)[:60]
        house.pages["/robots.txt"] = Answer(packed, 200, _told(packed) | {"Content-Encoding": "gzip"})
    if situation == "gzip":
        house.add("/robots.txt", NO, packed="gzip")
    if situation in ("the connection is reset", "no answer in time"):
        seconds = 0.0 if "reset" in situation else 60.0
        house.pages["/robots.txt"] = Answer(act=lambda handler: _hang(handler, house, seconds))


def wrongly(situations: dict[int | str, bool], timeout: float = 4) -> list[str]:
    """The situations in which the page was fetched though it may not be, or was not though it may; each on a host of
    its own, in one run."""
    with Newsroom(len(situations)) as room:
        for house, situation in zip(room.houses, situations, strict=True):
            say(house, situation)
        result = drive("fetch", [house.url + STORY for house in room.houses], timeout=timeout)
        asked = {s.host for s in room.seen if s.path == STORY}
    wrong = []
    for house, (situation, may) in zip(room.houses, situations.items(), strict=True):
        end = result.outcomes[house.url + STORY]
        if (house.host in asked) is not may or (end["state"] == "stored") is not may:
            wrong.append(f"{situation}: {end['state']}: {end['reason']}")
    return wrong


def _body(situation: str) -> tuple[bytes]:
    filler = "# " + "x" * 1022 + "\n"
    text = {
        "UTF-16": NO.encode("utf-16"), "UTF-8 with a mark": NO.encode("utf-8-sig"), "empty": b"",
        "a web page in its place": b"<!doctype html><html><body><p>Welcome</p></body></html>",
        "a rule within 500 KiB": (filler * 490 + NO).encode(), "a rule beyond 500 KiB": (filler * 510 + NO).encode(),
    }  # fmt: skip
    return (text.get(situation, NO.encode()),)


def _told(body: bytes) -> dict[str, str]:
    return {"Content-Type": "text/plain", "Content-Length": str(len(body))}


def _hang(handler: BaseHTTPRequestHandler, house: House, seconds: float) -> None:
    house._room.over.wait(seconds)
