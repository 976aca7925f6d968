"""A page that is empty without JavaScript is told from one that is just empty."""

import pytest

from cleaners import Rejected, clean

SCRIPT = "<script src=/static/main.js></script>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
            "it asks for JavaScript",
        ),
        ("<noscript>Bitte aktivieren Sie <b>JavaScript</b>.</noscript><div id='app'></div>", "it asks for JavaScript"),
        ('<div id="__next"></div>', "an empty element (__next)"),
        ("<header><a href=/a>News</a></header><div class=x id=app> </div>", "an empty element (app)"),
        ("<app-root>Loading…</app-root>", "an empty element (app-root)"),
    ],
)
def test_a_shell_that_scripts_fill_gets_that_reason(body: str, said: str) -> None:
    found = clean(
        f"<html><head><title>Courier</title></head><body>{body}{SCRIPT}</body></html>", "https://courier.test/1"
    )

    assert isinstance(found, Rejected)
    assert found.reason.startswith("empty; ")
    assert said in found.reason


@pytest.mark.parametrize(
    "body",
    [
        "", "<div id=root></div>", f"<div class=root></div>{SCRIPT}", f"<p>Nothing today.</p>{SCRIPT}",
        f"<noscript><img src=//stats.test/pixel></noscript>{SCRIPT}",
        f"<!-- <div id=root></div> <noscript>JavaScript</noscript> -->{SCRIPT}",
    ],
)  # fmt: skip
def test_an_empty_page_that_no_script_fills_does_not(body: str) -> None:
    found = clean(f"<html><head><title>Courier</title></head><body>{body}</body></html>", "https://courier.test/1")

    assert isinstance(found, Rejected)
    assert "JavaScript" not in found.reason
