"""What stands where an article should be is told by most of its headline; news about such things is news."""

import pytest

from cleaners import Cleaned, Rejected, clean
from cleaners.phrases import PROSE


def page(headline: str, *paragraphs: str, form: str = "") -> str:
    story = "".join(f"<p>{p}</p>" for p in paragraphs)
    head = f"<head><title>{headline} | The Harlow Post</title></head>"
    return f"<html>{head}<body><header>{form}</header><main><h1>{headline}</h1>{story}</main></body></html>"


PASSWORD = "<form><input name=user><input type=password></form>"


@pytest.mark.parametrize(
    "headline",
    [
        "Court rules on cookies", "Grandma's chocolate chip cookies", "Hospital fined over privacy breach",
        "Captcha tests beaten by new program", "Missing hiker not found after four-day search",
        "Oops! Striker says sorry to the fans", "Южный вход в метро закрыт до весны",
        "Miles intentan entrar sin billete en el estadio", "Robot or human: who writes the weather?",
    ],
)  # fmt: skip
def test_short_news_about_walls_is_news(headline: str) -> None:
    for form in ("", PASSWORD):
        outcome = clean(page(headline, *PROSE, form=form), "https://news.example/a/story")
        assert isinstance(outcome, Cleaned), outcome.reason


@pytest.mark.parametrize(
    ("headline", "text", "kind"),
    [
        (
            "We value your privacy",
            "We and our 812 partners store cookies. Accept all or manage your choices.",
            "consent_wall",
        ),
        ("Bevor Sie weiterlesen", "Mit Werbung lesen und alle akzeptieren, oder ein Abo abschließen.", "consent_wall"),
        ("Just a moment...", "Verify you are human by completing the action below.", "bot_wall"),
        ("Access denied", "Our systems have seen unusual traffic from your network.", "bot_wall"),
        ("Page not found", "The page that you asked for has moved or never was.", "soft_404"),
        ("Seite nicht gefunden", "Leider gibt es hier nichts zu lesen.", "soft_404"),
    ],
)
def test_walls_are_refused_for_what_they_are(headline: str, text: str, kind: str) -> None:
    outcome = clean(page(headline, text), "https://news.example/a/story")
    assert isinstance(outcome, Rejected)
    assert outcome.verdict is not None
    assert outcome.verdict.kind == kind


def test_a_login_page_is_refused_and_an_article_with_a_login_field_is_not() -> None:
    refused = clean(page("Sign in", "Enter your name and password to read on.", form=PASSWORD))
    assert isinstance(refused, Rejected)
    assert refused.verdict is not None
    assert refused.verdict.kind == "login"
    assert isinstance(clean(page("A bridge is closed", *PROSE, form=PASSWORD)), Cleaned)
