"""What is refused, and its look-alike that is not: each page that is no article has an article as its twin."""

import json
from pathlib import Path

import pytest

from cleaners import clean
from cleaners.extract import extract, judge
from cleaners.model import Cleaned, Page, Rejected, Verdict

FIXTURES = Path(__file__).parents[3] / "fixtures"
PROSE = (
    (
        "The ferry to the northern islands will sail twice a day from Monday, the harbour office said, after "
        "the winter timetable had left the smaller villages without a connection for three months and more."
    ),
    (
        "Fishermen had complained that their catch reached the market too late. A petition with four hundred "
        "names was handed to the council in March, and nobody on the quay believed that it would change "
        "anything."
    ),
    (
        "The first boat leaves at six in the morning. Tickets cost what they cost before, and children under "
        "twelve still travel free of charge when they come with a parent or a teacher."
    ),
    (
        "Councillor Ana Brandt called it a beginning. She had asked for three sailings, she said, but two "
        "were better than a promise, and the crews would have to be hired before anybody could speak of more."
    ),
    (
        "The company that runs the boats did not answer questions. On its noticeboard a sheet of paper "
        "announced the new hours, with the old ones crossed out by hand and a drawing of a seagull beneath "
        "them."
    ),
)
MENU = (
    "<nav><ul><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li><li><a href='/about'>About</a></li>"
    "</ul></nav>"
)
FOOT = "<footer><p>© Harbour Post</p><p><a href='/privacy'>Privacy</a></p></footer>"
HEADLINE = "Ferries return to the northern islands"
ADDRESS = "https://news.example/2024/03/ferries-return-to-the-northern-islands"


def page(body: str, head: str = "", title: str = HEADLINE) -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{MENU}{body}{FOOT}</body></html>".encode()


def paragraphs(n: int) -> str:
    return "".join(f"<p>{PROSE[i % len(PROSE)]}</p>" for i in range(n))


def verdict(html: bytes, url: str | None = None) -> Verdict:
    given = Page(html, url)
    document = extract(given)
    assert not isinstance(document, Rejected)
    return judge(document, given)


def teasers(n: int) -> str:
    return "".join(
        f"<article class='teaser'><h2><a href='/news/story-number-{i}'>What happened on the quay on day {i}</a></h2>"
        f"<p>{PROSE[i % 5][:90]}</p><time>{i + 1} March</time></article>"
        for i in range(n)
    )


def posts(n: int) -> str:
    return "".join(
        f"<div class='post'><div class='userinfo'><a class='username' href='/members/sailor{i}'>sailor{i}</a> "
        f"<time>{i + 1} March 2024</time> Posts: {i * 7}</div>"
        f"<div class='message'><p>{PROSE[i % 5][:120]}</p></div></div>"
        for i in range(n)
    )


def goods(n: int) -> str:
    return "".join(
        f"<li class='product-card'><a href='/products/lamp-{i}'>Lamp {i}</a> <span class='price'>${i + 10}.00</span> "
        "<button>Add to cart</button></li>"
        for i in range(n)
    )


INDEX = page(f"<main><h1>News</h1>{teasers(20)}</main>", title="News")
FORUM = page(f"<div class='thread'><h1>Which ferry?</h1>{posts(12)}</div>", title="Which ferry? | Sea Forum")
SHOP = page(f"<main><h1>Lamps</h1><ul class='products'>{goods(24)}</ul></main>", title="Lamps")
REFUSED = {
    "a section's list of stories": (INDEX, "https://news.example/news/", "index"),
    "a discussion thread": (FORUM, "https://forum.example/threads/which-ferry.1234/", "forum"),
    "a page that calls itself a product": (
        page(
            f"<main><h1>Reading lamp</h1><p class='price'>$20.00</p><p>{PROSE[0]}</p>"
            "<button>Add to cart</button></main>",
            "<meta property='og:type' content='product'>",
            "Reading lamp",
        ),
        "https://shop.example/products/reading-lamp",
        "product",
    ),
    "a section's list that calls itself an article, without a date": (
        page(f"<main><h1>News</h1>{teasers(20)}</main>", "<meta property='og:type' content='article'>", "News"),
        "https://news.example/news/",
        "index",
    ),
    "a question with answers, dated": (
        page(
            f"<h1>Which ferry?</h1><p>{PROSE[0]}</p><h2>Answers</h2><p>{PROSE[1]}</p>",
            '<script type="application/ld+json">{"@type": "QAPage", "mainEntity": {"@type": "Question", '
            '"datePublished": "2024-03-01"}}</script>',
            "Which ferry?",
        ),
        "https://talk.example/t/which-ferry/12",
        "forum",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_for_what_it_is(name: str) -> None:
    html, url, kind = REFUSED[name]
    found = verdict(html, url)
    assert found.kind == kind
    assert found.evidence, "says why"


def test_a_list_of_goods_is_refused() -> None:
    assert verdict(SHOP, "https://shop.example/collections/lamps").kind in ("index", "product", "empty")


def test_the_model_s_refusal_names_the_signs_and_the_odds() -> None:
    evidence = verdict(INDEX, "https://news.example/news/").evidence
    assert "headings that are links" in evidence
    assert any(line.startswith("the page model gives it 0.0") for line in evidence)


def test_the_address_is_not_needed_to_refuse_a_list() -> None:
    assert verdict(INDEX).kind == "index"


BRIEF = f"<h1>{HEADLINE}</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
ARTICLE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-01T08:00:00Z"}</script>'
)
KEPT = {
    "a brief of two paragraphs without any metadata": (page(BRIEF), None),
    "the same, at an address": (page(BRIEF), ADDRESS),
    "the same, at an address that says nothing": (page(BRIEF), "https://news.example/?id=17"),
    "a bare page: headline and paragraphs, nothing else": (
        f"<h1>{HEADLINE}</h1>{paragraphs(3)}".encode(),
        None,
    ),
    "a story under many teasers of others": (
        page(
            f"<main><article><h1>{HEADLINE}</h1>{paragraphs(8)}</article></main><aside>{teasers(12)}</aside>", ARTICLE
        ),
        ADDRESS,
    ),
    "a story with its readers' comments": (
        page(f"<article><h1>{HEADLINE}</h1>{paragraphs(8)}</article><section id='comments'>{posts(20)}</section>"),
        ADDRESS,
    ),
    "a review with prices": (
        page(
            f"<article><h1>Five reading lamps compared</h1><p>By Ana Brandt</p>{paragraphs(6)}<h2>The first lamp</h2>"
            f"<p>Price: $20.00</p>{paragraphs(3)}</article>",
            ARTICLE,
            "Five reading lamps compared",
        ),
        "https://news.example/reviews/five-reading-lamps-compared",
    ),
    "a list of ten things, each with a heading that is a link": (
        page(
            f"<article><h1>Ten islands to see this summer</h1>{paragraphs(2)}"
            + "".join(f"<h2><a href='https://island{i}.example/'>Island {i}</a></h2>{paragraphs(2)}" for i in range(10))
            + "</article>",
            ARTICLE,
            "Ten islands to see this summer",
        ),
        "https://news.example/travel/ten-islands-to-see-this-summer",
    ),
    "a story that sits in a section called forum": (
        page(f"<article><h1>{HEADLINE}</h1><p>By Ana Brandt</p>{paragraphs(8)}</article>", ARTICLE),
        "https://news.example/forum/ferries-return-to-the-northern-islands",
    ),
    "a day's round-up in twenty entries, whose data say all that an article's say": (
        page(
            f"<main><h1>{HEADLINE}</h1>{teasers(20)}</main>",
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-01T08:00:00Z", '
            '"author": {"@type": "Person", "name": "Ana Brandt"}, "articleSection": "Harbour"}</script>',
        ),
        ADDRESS,
    ),
    "a technical post with code": (
        page(
            f"<article class='post'><h1>How we made the timetable fast</h1>{paragraphs(5)}"
            + "<pre><code>def sail(boat):\n    return boat.leave(6)</code></pre>" * 4
            + f"{paragraphs(2)}</article>",
            ARTICLE,
            "How we made the timetable fast",
        ),
        "https://dev.example/blog/how-we-made-the-timetable-fast",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_kept(name: str) -> None:
    html, url = KEPT[name]
    assert isinstance(clean(html, url), Cleaned), verdict(html, url)


BRIEFS = {
    "de": (
        "Fähren fahren wieder zu den Inseln",
        (
            "Die Fähre zu den nördlichen Inseln fährt ab Montag wieder zweimal am Tag, teilte das Hafenamt "
            "mit. Im Winter waren die kleineren Dörfer drei Monate lang ohne Verbindung geblieben."
        ),
        (
            "Die Fischer hatten geklagt, dass ihr Fang den Markt zu spät erreiche. Im März übergaben sie dem "
            "Rat eine Liste mit vierhundert Namen."
        ),
    ),
    "zh": (
        "北部岛屿恢复渡轮",
        (
            "港务局表示，前往北部岛屿的渡轮将从星期一起每天开行两班。冬季时刻表曾使较小的村庄三个多月没有交通往来，居民只能自己划船。"
        ),
        (
            "渔民抱怨说，他们的渔获太晚送到市场。三月，一份有四百个签名的请愿书交给了议会，码头上没有人相信它会带来任何改变。"
        ),
    ),
    "ar": (
        "عودة العبارات إلى الجزر الشمالية",
        (
            "قال مكتب الميناء إن العبارة إلى الجزر الشمالية ستبحر مرتين في اليوم ابتداء من يوم الاثنين، بعد "
            "أن ترك جدول الشتاء القرى الصغيرة بلا صلة ثلاثة أشهر."
        ),
        ("اشتكى الصيادون من أن صيدهم يصل إلى السوق متأخرا. وسلمت عريضة عليها أربعمئة اسم إلى المجلس في شهر مارس."),
    ),
    "sw": (
        "Vivuko vyarudi visiwa vya kaskazini",
        (
            "Kivuko cha kwenda visiwa vya kaskazini kitasafiri mara mbili kwa siku kuanzia Jumatatu, ofisi ya"
            " bandari ilisema, baada ya ratiba ya baridi kuacha vijiji vidogo bila usafiri kwa miezi mitatu."
        ),
        (
            "Wavuvi walilalamika kwamba samaki wao walifika sokoni wakiwa wamechelewa. Ombi lenye majina mia "
            "nne lilipewa baraza mwezi wa Machi."
        ),
    ),
}


@pytest.mark.parametrize("language", BRIEFS)
def test_a_brief_without_metadata_is_kept_in_any_language(language: str) -> None:
    title, *prose = BRIEFS[language]
    body = f"<h1>{title}</h1>" + "".join(f"<p>{p}</p>" for p in prose)
    assert verdict(page(body, title=title)).kind == "article"


def test_the_same_page_gets_the_same_verdict() -> None:
    assert verdict(INDEX, "https://news.example/news/") == verdict(INDEX, "https://news.example/news/")


def test_a_status_of_an_error_is_one_whatever_the_page_says() -> None:
    given = Page(page(BRIEF), ADDRESS, status=404)
    document = extract(given)
    assert not isinstance(document, Rejected)
    assert judge(document, given).kind == "error_page"


def test_below_the_threshold_of_the_model_and_above_it() -> None:
    given = Page(page(BRIEF), ADDRESS)
    document = extract(given)
    assert not isinstance(document, Rejected)
    assert judge(document, given, lambda _: 0.01).kind != "article"
    assert judge(document, given, lambda _: 0.5).kind == "article"


GOLDEN = sorted(
    path.with_suffix(".html")
    for path in FIXTURES.glob("*/*.json")
    if path.with_suffix(".html").exists() and "article" in json.loads(path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_article_is_one_without_its_address_too(path: Path) -> None:
    assert verdict(path.read_bytes()).kind == "article"


def test_there_are_golden_articles() -> None:
    assert len(GOLDEN) >= 15
