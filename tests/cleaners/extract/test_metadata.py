"""What a page says of itself, read from whole pages: values, their evidence, and what must not be taken for them."""

import json
from collections.abc import Mapping

import lxml.html
import pytest

from cleaners.extract.metadata import read_metadata
from cleaners.model import Hints, Metadata

URL = "https://www.example-herald.org/politics/a-quiet-vote-in-the-valley"
STORY = "<p>" + "The valley voted on Sunday, and nobody was surprised by what came of it in the end. " * 3 + "</p>"

FAR = STORY * 45
"""So much of it that what follows is not beside the headline."""


def read(
    head: str = "", body: str = "", *, url: str | None = URL, headers: Mapping[str, str] | None = None,
    hints: Hints = Hints(),
) -> Metadata:  # fmt: skip
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}{STORY}</body></html>")
    before = lxml.html.tostring(tree)
    found = read_metadata(tree, url, headers or {}, hints)
    assert lxml.html.tostring(tree) == before, "the tree is shared: reading must not change it"
    return found


def ld(**fields: object) -> str:
    node = {"@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(**fields: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{v}">' for name, v in fields.items())


def source_of(found: Metadata, field: str) -> str | None:
    return dict(found.evidence).get(field)


# ---- title ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "A quiet vote in the valley | Example Herald",
        "A quiet vote in the valley - Example Herald",
        "A quiet vote in the valley – Politics – Example Herald",
        "A quiet vote in the valley | Politics | Example Herald",
        "Example Herald - A quiet vote in the valley",
        "A quiet vote in the valley : example-herald.org",
        "A quiet vote in the valley｜Example Herald",
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str) -> None:
    assert read(f"<title>{title}</title>{meta(og__site_name='Example Herald')}").title == "A quiet vote in the valley"


@pytest.mark.parametrize(
    "title",
    ["Valley votes - and nobody is surprised", "Opinion | The valley votes at last", "Rain: three dead – two missing"],
)
def test_a_headlines_own_dashes_and_bars_stay(title: str) -> None:
    assert read(f"<title>{title}</title>", f"<h1>{title}</h1>").title == title


def test_the_shown_heading_is_the_title_where_the_metadata_agree() -> None:
    found = read("<title>A quiet vote – Example Herald – 31.05.2024</title>", "<h1>A quiet vote</h1>")
    assert (found.title, source_of(found, "title")) == ("A quiet vote", "h1")


def test_a_heading_that_is_the_sites_name_is_not_the_title() -> None:
    head = "<title>Example Herald: A quiet vote in the valley</title>" + meta(og__title="A quiet vote in the valley")
    body = "<h1><a href='/'>Example Herald</a></h1><h2>A quiet vote in the valley</h2>"
    assert read(head, body).title == "A quiet vote in the valley"


def test_a_kicker_inside_the_heading_is_no_part_of_the_title() -> None:
    body = "<h1><span>Valley council:</span> A quiet vote nobody wanted</h1>"
    assert read(meta(og__title="A quiet vote nobody wanted"), body).title == "A quiet vote nobody wanted"


FILED = "https://www.example-herald.org/politics/quiet-vote-in-the-valley-surprises-nobody-at-all-12345.html"
FILED_AS = "Quiet vote in the valley surprises nobody at all"


@pytest.mark.parametrize("url", [FILED, "https://example.org/Gruene-fuer-Waehler-in-Muensters-Tal-gewinnen-ueberall"])
def test_the_headline_under_which_the_story_was_filed_is_the_title(url: str) -> None:
    filed = FILED_AS if url == FILED else "Grüne für Wähler in Münsters Tal gewinnen überall"
    head = ld(headline=filed) + meta(og__title="Valley: why nobody is surprised")
    assert read(head, "<h1>Valley: why nobody is surprised</h1>", url=url).title == filed


@pytest.mark.parametrize(
    ("headline", "heading", "head"),
    [
        ("A quiet vote", "Valley: why a quiet vote surprises", ""),  # too short to be told from a subject
        (FILED_AS, f"2024: {FILED_AS}", ""),
        (
            FILED_AS, "Valley: why nobody in it is surprised",
            '<meta name="sailthru.title" content="Valley: why nobody in it is surprised">',
        ),
    ],
)  # fmt: skip
def test_the_address_does_not_outvote_a_heading_that_has_as_much_or_is_repeated(
    headline: str, heading: str, head: str
) -> None:
    assert read(ld(headline=headline) + head, f"<h1>{heading}</h1>", url=FILED).title == heading


def test_a_heading_of_one_word_is_the_title_where_the_address_ends_in_it() -> None:
    head, body = "<title>VALLEY Definition &amp; Meaning | Example Lexicon</title>", "<h1>valley</h1>"
    assert read(head, body, url="https://lexicon.example.org/browse/valley").title == "valley"
    assert read(head, body, url="https://lexicon.example.org/browse/12").title == "VALLEY Definition & Meaning"


@pytest.mark.parametrize("copy", ["", '<meta name="parsely-title" content="Results: a quiet vote in the valley">'])
def test_a_heading_that_the_newsroom_sends_on_is_its_headline(copy: str) -> None:
    """Without such a copy og:title is, where only the search engines' fields repeat the heading."""
    said = "Results: a quiet vote in the valley"
    head = f"<title>{said}</title>{copy}{ld(headline=said)}" + meta(og__title="12 to nil! Nobody is surprised at all")
    assert read(head, f"<h1>{said}</h1>").title == (said if copy else "12 to nil! Nobody is surprised at all")


def test_a_title_that_was_read_in_the_wrong_encoding_is_mended() -> None:
    assert read(body="<h1>The valleyâ\x80\x99s quiet vote</h1>").title == "The valley’s quiet vote"


def test_a_feeds_title_is_the_last_resort() -> None:
    assert read(hints=Hints(title="From the feed")).title == "From the feed"
    assert read("<title>From the page</title>", hints=Hints(title="From the feed")).title == "From the page"


# ---- who ------------------------------------------------------------------------------------------------------------


def test_authors_of_json_ld_are_persons_in_their_order() -> None:
    people = [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Smith"}]
    found = read(ld(author=[*people, {"@type": "Organization", "name": "Valley Wire"}]))
    assert found.authors == ("Jane Doe", "John Smith")
    assert source_of(found, "authors") == "JSON-LD NewsArticle.author"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta name=author content='Jane Doe'>", ""),
        ("<meta name=parsely-author content='Jane Doe'>", ""),
        ("", "<h1>A quiet vote</h1><span itemprop=author itemscope><b itemprop=name>Jane Doe</b></span>"),
        ("", "<h1>A quiet vote</h1><p class='byline'>By Jane Doe, Politics Editor</p>"),
        ("", "<h1>A quiet vote</h1><a rel=author href='/team/jane'>Jane Doe</a>"),
        ("", "<h1>A quiet vote</h1><p>Von Jane Doe</p>"),
        ("", "<h1>A quiet vote</h1><p>By <a href='/authors/jane-doe'>Jane Doe</a></p>"),
        ("", "<h1>A quiet vote</h1><div class=articleAuthorName>Jane Doe</div>"),
    ],
)
def test_an_author_is_found_wherever_pages_put_one(head: str, body: str) -> None:
    assert read(head, body).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>A quiet vote</h1><div class=related-posts><p class=author>Jane Doe</p></div>",
        "<h1>A quiet vote</h1><ol class=commentlist><li><cite class=comment-author>Jane Doe</cite></ol>",
        "<h1>A quiet vote</h1><p class=byline>By The Associated Press</p>",
        "<h1>A quiet vote</h1><p>By the time Jane Doe had come, the vote was over and the valley was asleep.</p>",
        "<h1>A quiet vote</h1><p>Edited by Jane Doe</p>",
    ],
)
def test_somebody_elses_name_is_no_author(body: str) -> None:
    assert read(body=body).authors == ()


def test_a_byline_at_the_headline_outranks_the_account_that_posted_it() -> None:
    found = read("<meta name=author content='Mary Major'>", "<h1>A quiet vote</h1><p>By Jane Doe</p>")
    assert found.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('By <a href="/authors/jane">Jane Okafor</a> and Tom Reyes', ("Jane Okafor", "Tom Reyes")),
        ('Von Tom Reyes und <a href="/autor/jane">Jane Okafor</a>', ("Jane Okafor", "Tom Reyes")),
        ('By <a href="/authors/jane">Jane Okafor</a>, New York', ("Jane Okafor",)),
        ('By <a href="/authors/jane">Jane Okafor</a> and the Courier staff', ("Jane Okafor",)),
    ],
)
def test_who_stands_without_a_link_beside_a_linked_author_is_one(line: str, authors: tuple[str, ...]) -> None:
    assert read(body=f'<h1>The bridge</h1><p class="byline">{line}</p><p>Story.</p>').authors == authors


def test_a_labelled_byline_that_names_more_persons_completes_the_metadata() -> None:
    body = "<h1>A quiet vote</h1><div class=author>Written by <b>Dr Jane Doe</b>, <b>John Smith</b></div>"
    assert read("<meta name=author content='Jane Doe'>", body).authors == ("Dr Jane Doe", "John Smith")
    linked = body.replace("Written by ", "")  # may be editors and reviewers
    assert read("<meta name=author content='Jane Doe'>", linked).authors == ("Jane Doe",)


def test_all_authors_that_a_feed_names_are_kept() -> None:
    assert read(hints=Hints(authors=("Jane Doe", "By John Smith", "Jane Doe"))).authors == ("Jane Doe", "John Smith")


@pytest.mark.parametrize(
    "line",
    [
        "<p>By <!-- -->Jane Doe</p>", "<li><strong>Autorin/Autor</strong> Jane Doe</li>", "<p>Von <b>Jane Doe</b></p>",
        "<div><b>Contributors:</b> Jane Doe</div><p>By Jane Doe</p><b>Contributors:</b> Jane Doe",
    ],
)  # fmt: skip
def test_the_only_byline_of_a_page_counts_wherever_it_stands(line: str) -> None:
    assert read(body=STORY + line).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Jane Doe</p><p>By John Smith</p>", "<div class=teaser><p>By Jane Doe</p></div>",
        "<p>By Jane Doe and her council the vote was lost</p>", "<p><b>Subject:</b> Jane Doe</p>",
    ],
)  # fmt: skip
def test_bylines_of_several_stories_and_what_only_begins_as_one_name_no_author(line: str) -> None:
    assert read(body=STORY + line).authors == ()


def test_of_a_link_that_holds_a_box_about_its_author_the_name_is_taken() -> None:
    about = "Dr. Jane Doe is chief executive officer and founder of the valley's oldest observatory."
    body = f"<h1>A quiet vote</h1><a class=byline href='/contributor/jane'><b>Jane Doe</b><i>{about}</i></a>"
    assert read(body=body).authors == ("Jane Doe",)


@pytest.mark.parametrize("url", ["https://www.ghanamma.com/2016/09/05/no-deal/", None])
def test_a_posting_account_is_no_author(url: str | None) -> None:
    head = "<title>No deal on Syria as Obama and Putin meet</title>"
    body = "<h1>No deal on Syria as Obama and Putin meet</h1><a rel=author href='/author/ghanamma/'>ghanamma</a>"
    found = read(head, body, url=url)
    assert found.authors == ()
    assert found.posted_by == "ghanamma"
    assert found.site.name == ("ghanamma" if url else None)


def test_the_administrator_is_no_author_under_any_name() -> None:
    found = read(ld(author={"@type": "Person", "name": "Valley D", "url": "https://example.org/author/admin/"}))
    assert (found.authors, found.posted_by) == ((), "admin")


# ---- when -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body", "source"),
    [
        (ld(datePublished="2024-05-31T10:15:00+02:00"), "", "JSON-LD NewsArticle.datePublished"),
        (meta(article__published_time="2024-05-31T10:15:00+02:00"), "", "meta article:published_time"),
        ("<meta name=article:published:time content='2024-05-31T10:15:00+02:00'>", "", "meta article:published_time"),
        ("", "<meta itemprop=datePublished content='2024-05-31T10:15:00+02:00'>", "meta datepublished"),
        ("", "<time datetime='2024-05-31T10:15:00+02:00'>31 May</time>", "time[datetime] of the article"),
    ],
)
def test_the_publication_keeps_its_time_and_zone(head: str, body: str, source: str) -> None:
    found = read(head, f"<h1>A quiet vote</h1>{body}")
    assert (found.published_at, source_of(found, "published_at")) == ("2024-05-31T10:15:00+02:00", source)


def test_a_bare_day_is_completed_by_a_source_that_agrees_on_it() -> None:
    head = ld(datePublished="2024-05-31") + meta(article__published_time="2024-05-31T10:15:00+02:00")
    assert read(head).published_at == "2024-05-31T10:15:00+02:00"
    head = ld(datePublished="2024-05-31") + meta(article__published_time="2023-01-01T10:15:00+02:00")
    assert read(head).published_at == "2024-05-31"


def test_a_publication_after_the_last_change_is_the_softwares_not_the_storys() -> None:
    head = meta(published_time="2026-03-09T08:45:32Z", article__modified_time="2024-07-30T00:00:00Z")
    assert read(head + "<meta name=publishdate content='2021-02-16'>").published_at == "2021-02-16"


def test_a_date_that_readers_see_counts_where_no_machine_is_told() -> None:
    found = read(body="<h1>A quiet vote</h1><p class=meta>Freitag, 31. Mai 2024</p>")
    assert found.published_at == "2024-05-31"


def test_an_update_stamp_is_the_change_and_not_the_publication() -> None:
    body = "<h1>A quiet vote</h1><time class=updated datetime='2024-06-02T08:00:00Z'>2 June</time><p>31 May 2024</p>"
    found = read(body=body)
    assert (found.published_at, found.modified_at) == ("2024-05-31", "2024-06-02T08:00:00+00:00")


@pytest.mark.parametrize(
    ("told", "line", "day"),
    [
        ("2024-05-31T10:15:00+00:00", "7 min read · 3 March 2014", "2014-03-03"),
        ("2024-05-31", "30 May 2024", "2024-05-30"),
        ("2024-05-31T10:15:00+00:00", "30 May 2024", "2024-05-31"),  # west of Greenwich it was
        ("2024-05-31", "1 June 2024", "2024-05-31"),
        ("2024-05-31", "Updated 30 May 2024", "2024-05-31"),
        ("2024-05-31", "The council, elected on 3 March 2014, voted", "2024-05-31"),
    ],
)
def test_an_earlier_date_alone_under_the_headline_outranks_the_day_of_an_import(told: str, line: str, day: str) -> None:
    found = read(meta(article__published_time=told), f"<h1>A quiet vote</h1><p>{line}</p>").published_at
    assert found is not None
    assert found[:10] == day


def test_an_instant_is_told_in_the_zone_of_the_page_where_the_address_has_its_day() -> None:
    head = meta(article__published_time="2024-06-01T02:15:00+00:00")
    body = (
        "<h1>A quiet vote</h1><ol class=commentlist><li><time datetime='2024-06-02T10:00:00-05:00'>2 June</time></ol>"
    )
    found = read(head, body, url="https://example.org/2024/05/31/quiet").published_at
    assert found == "2024-05-31T21:15:00-05:00"
    assert read(head, body).published_at == "2024-06-01T02:15:00+00:00"


@pytest.mark.parametrize(
    "body",
    [
        "<aside><h3>Published</h3><p><time datetime='2024-05-31'>31 May</time></p></aside>",
        "<p class=date>1 June 2024</p><p>The story was originally published on 31 May 2024 at 4:12pm.</p>",
        "<div>31 May 2024</div>",
    ],
)
def test_a_date_counts_where_its_label_or_its_being_the_only_one_says_so(body: str) -> None:
    found = read(body="<h1>A quiet vote</h1>" + FAR + body).published_at
    assert found is not None
    assert found[:10] == "2024-05-31"


@pytest.mark.parametrize(
    "body",
    [
        "<div>31 May 2024</div><div>2 June 2024</div>", "<div>31 May 2024 – 2 June 2025</div>",
        "<ol class=commentlist><li>31 May 2024 at 10:15</li></ol>", "<script>'31 May 2024'</script>",
    ],
)  # fmt: skip
def test_one_of_several_dates_a_span_or_a_comments_date_is_not_the_pages_only_one(body: str) -> None:
    assert read(body="<h1>A quiet vote</h1>" + FAR + body).published_at is None


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ('<meta name="vx-published-date" content="2024-05-31T06:03:43.274Z">', "meta vxpublisheddate"),
        ('<script>dataLayer = [{"author": "x", "publishDate": "2024-05-31", "views": 2}]</script>', "scripts"),
        (r"""<script>push("{\"datePublished\":\"2024-05-31T09:00:00-05:00\"}")</script>""", "scripts"),
        ('<script>a = {"PUBLISHED_AT": "2024-05-31", "first_published": "2024-05-31T09:00:00Z"}</script>', "scripts"),
        (
            f"<meta name='script:ld+json' content='{json.dumps({'@type': 'Article', 'datePublished': '2024-05-31'})}'>",
            "JSON-LD",
        ),
    ],
)
def test_the_only_day_of_publication_that_scripts_are_given_is_the_pages(head: str, source: str) -> None:
    found = read(head, "<h1>A quiet vote</h1>")
    assert (found.published_at or "")[:10] == "2024-05-31"
    assert (source_of(found, "published_at") or "").startswith(source)


@pytest.mark.parametrize(
    "head",
    [
        '<script>a = [{"publishDate": "2024-05-31"}, {"publishDate": "2024-05-30"}]</script>',
        '<script>a = {"unpublishDate": "2024-05-31", "created": "2024-05-30", "republished": "2024-05-29"}</script>',
        '<script>a = {"published": "soon", "pubDate": "2024 annual 05/06/2023"}</script>',
        '<aside class=related><script>a = {"publishedAt": "2024-05-31"}</script></aside>',
        "<div class=comments data-comment='{\"published_at\": \"2024-05-31T10:00:00Z\"}'></div>",
        '<meta name="article-last-published-date" content="2024-05-31">',
        '<meta name="depublish_on" content="2034-05-31">',
        '<meta name="unpublish-date" content="2024-05-31">', '<meta name="publisher" content="2024-05-31">',
        '<script type="application/LD+JSON">{"@type": "Comment", "datePublished": "2024-05-31"}</script>',
        f"<p>The wine of 31 May 2024 and of 31.05.2024, {'he said ' * 20}</p>",
    ],
)  # fmt: skip
def test_a_day_of_something_else_is_not_guessed_to_be_the_publications(head: str) -> None:
    assert read(head, "<h1>A quiet vote</h1>").published_at is None


def test_a_title_may_end_in_the_storys_date() -> None:
    head = "<title>A quiet vote | Example Herald | 31.05.2024</title>"
    body = f"<h1>A quiet vote</h1>{STORY * 2}<ul><li class=date>24.04.2024</li></ul>"
    assert read(head, body).published_at == "2024-05-31"


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("en", "https://example.com/a", "2024-03-04"), ("en", "https://example.co.uk/a", "2024-04-03"),
        ("en-GB", "https://example.com/a", "2024-04-03"), ("de", "https://example.com/a", "2024-04-03"),
    ],
)  # fmt: skip
def test_plain_english_of_no_country_writes_the_month_first(lang: str, url: str, day: str) -> None:
    tree = lxml.html.document_fromstring(f"<html lang={lang}><h1>A quiet vote</h1><span>3/4/2024</span>{STORY}")
    assert read_metadata(tree, url, {}, Hints()).published_at == day


@pytest.mark.parametrize(
    "body",
    [
        "<aside><time datetime='2024-05-31'>31 May</time></aside>",
        "<div class=related-stories><time datetime='2024-05-31'>31 May</time></div>",
        "<p>The council, elected on 31 May 2024 and meeting every week since, voted on Sunday to go home.</p>",
        "<p>Published 31 May</p>", "<p>Published yesterday</p>",
    ],
)  # fmt: skip
def test_other_dates_are_not_the_storys(body: str) -> None:
    """Neither those of other stories nor those that only today's date would complete."""
    assert read(body="<h1>A quiet vote</h1>" + STORY * 3 + body).published_at is None


def test_the_foot_of_an_article_is_the_articles_and_that_of_the_page_is_not() -> None:
    foot = "<footer><time datetime='2024-05-31'>31 May</time></footer>"
    assert read(body=f"<article><h2>A quiet vote</h2>{STORY}{foot}</article>").published_at == "2024-05-31"
    assert read(body=f"<article><h2>A quiet vote</h2>{STORY}</article>{foot}").published_at is None


def test_the_address_and_then_the_feed_are_asked() -> None:
    assert read(url="https://example.org/2024/05/31/a").published_at == "2024-05-31"
    found = read(hints=Hints(published_at="Fri, 31 May 2024 10:15:00 GMT"))
    assert (found.published_at, source_of(found, "published_at")) == ("2024-05-31T10:15:00+00:00", "feed or caller")


# ---- the rest -------------------------------------------------------------------------------------------------------


def test_the_canonical_address_is_absolute_and_of_another_site_it_is_the_source() -> None:
    assert read("<link rel=canonical href='/a'>").canonical_url == "https://www.example-herald.org/a"
    assert read("<link rel=canonical href='/a'>").source_url is None
    found = read("<link rel=canonical href='https://origin.example.net/a'>")
    assert found.canonical_url == found.source_url == "https://origin.example.net/a"


def test_a_canonical_address_that_is_the_bare_front_page_is_a_mistake() -> None:
    assert read("<link rel=canonical href='https://www.example-herald.org/'>").canonical_url is None


@pytest.mark.parametrize(
    "box",
    [
        (
            "<div class='td-post-source-via'><div class=td-post-small-box><span>SOURCE</span>"
            "<a href='https://wire.example.net/'>Valley Wire</a></div></div>"
        ),
        (
            "<div class='post-bottom-meta post-bottom-source'><div>Source</div><span class=tagcloud>"
            "<a href='https://wire.example.net/'>Valley Wire</a></span></div>"
        ),
        "<span class=source>Quelle: <a href='https://wire.example.net/'>Valley Wire</a></span>",
    ],
)
def test_a_themes_source_box_names_the_source(box: str) -> None:
    found = read(body=f"<h1>A quiet vote</h1><article>{STORY}{box}</article>")
    assert (found.source_name, found.source_url) == ("Valley Wire", "https://wire.example.net/")


@pytest.mark.parametrize(
    "box",
    [
        "<figure><figcaption><span class=source>Source: Valley Wire</span></figcaption></figure>",
        f"<div class=source>{STORY}</div>",
        "<div class='td-post-source-via'><span>VIA</span><a href='https://wire.example.net/'>Valley Wire</a></div>",
    ],
)
def test_a_photographs_source_and_an_unluckily_named_wrapper_are_none(box: str) -> None:
    assert read(body=f"<h1>A quiet vote</h1>{box}").source_name is None


def test_rights_and_reservations_are_kept_as_stated() -> None:
    head = "<meta name=copyright content='© 2024 Herald'><link rel=license href='https://creativecommons.org/licenses/by/4.0/'>"
    found = read(head + "<meta name=tdm-reservation content=1>", headers={"X-Robots-Tag": "noindex, noai"}).rights
    assert found.notice == "© 2024 Herald"
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert found.reservations == ("noai", "tdm-reservation")
    assert (
        read("<meta name=robots content='index, follow'><meta name=tdm-reservation content=0>").rights.reservations
        == ()
    )


@pytest.mark.parametrize(
    ("head", "flag"),
    [
        (ld(isAccessibleForFree="False"), "paywalled"),
        (ld(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}), "paywalled"),
        (meta(article__content_tier="locked"), "paywalled"),
        (ld(**{"@type": "OpinionNewsArticle"}), "opinion"),
        (ld(**{"@type": "AdvertiserContentArticle"}), "sponsored"),
        (ld(**{"@type": "LiveBlogPosting"}), "live"),
        (ld(genre="Press Release"), "press_release"),
    ],
)
def test_flags_are_what_the_page_states(head: str, flag: str) -> None:
    found = read(head)
    assert found.flags == (flag,)
    assert source_of(found, f"flags.{flag}")


def test_a_free_article_has_no_flag() -> None:
    assert read(ld(isAccessibleForFree=True) + meta(article__content_tier="free")).flags == ()


def test_language_section_tags_image_and_types() -> None:
    image = {"@type": "ImageObject", "url": "/vote.jpg", "caption": "The vote", "creditText": "J. Doe"}
    crumbs = [{"@type": "ListItem", "name": n} for n in ("Home", "Politics", "A quiet vote")]
    found = read(
        ld(image=image, keywords="valley, vote", inLanguage="de-CH", headline="A quiet vote")
        + ld(**{"@type": "BreadcrumbList", "itemListElement": crumbs})
        + meta(og__type="article")
    )
    assert (found.language, found.section, found.tags) == ("de", "Politics", ("valley", "vote"))
    (lead,) = found.images
    assert (lead.url, lead.caption, lead.credit) == ("https://www.example-herald.org/vote.jpg", "The vote", "J. Doe")
    assert lead.lead
    assert found.page_types == ("NewsArticle", "BreadcrumbList", "og:article")


def test_the_object_that_is_this_page_is_believed_before_a_related_one() -> None:
    other = ld(headline="Another story", url="https://www.example-herald.org/other", author="Mary Major")
    own = ld(headline="A quiet vote", url=URL, author="Jane Doe")
    found = read(other + own, "<h1>A quiet vote</h1>")
    assert (found.title, found.authors) == ("A quiet vote", ("Jane Doe",))


@pytest.mark.parametrize(
    "head",
    [
        "", "<title></title><meta name=author><meta content=x><link rel=canonical>", "<base href='http://[bad'>",
        ld(headline={"a": []}, author=[[["x"]], 1, None], datePublished=[1e300, {}, -1], image=[1, {"url": 5}],
           publisher="x", keywords={"a": 1}, isBasedOn=[{}], url=["http://["], mainEntityOfPage=[1]),
        "<link rel=canonical href='http://[bad'>" + meta(og__url="http://a:99999/", og__image="http://[x"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", [URL, None, "", "http://[bad", "\ud800"])
def test_nothing_that_a_page_says_raises(head: str, url: str | None) -> None:
    assert read(head, url=url).authors == ()


def test_the_most_exact_of_the_moments_that_scripts_are_given_of_one_day_is_taken() -> None:
    head = '<script>a = {"publishedAt": "2024-05-31T10:00:00+02:00", "publishDate": "2024-05-31"}</script>'
    assert read(head, "<h1>A quiet vote</h1>").published_at == "2024-05-31T10:00:00+02:00"


def test_what_readers_are_not_shown_beside_the_headline_is_no_date_and_hides_none() -> None:
    silent = "<noscript>31 May 2024</noscript><template>31 May 2020</template>"
    found = read(body=f"<div><span>31 May 2024</span><h1>A quiet vote</h1>{silent}</div>")
    assert found.published_at == "2024-05-31"
    assert read(body=f"<div><h1>A quiet vote</h1>{silent}<p>3 words</p></div>").published_at is None
