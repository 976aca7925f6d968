"""Feeds and sitemaps built to expand, to read files, or to keep a parser busy."""

from collections.abc import Callable, Mapping
from pathlib import Path

ITEM = "<item><title>{}</title><link>https://foo.example/2026/11/20/a-story-of-ours-{}/</link></item>"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
ATTRIBUTE, NAMESPACE, ENTITY = 'a#="1" ', 'xmlns:a#="u#" ', "<!ENTITY e# 'x'>"
AT = "https://foo.example/"
LOL = "lol"
"""What an expansion would be made of."""


def feed(items: str, dtd: str = "", head: str = "") -> str:
    """An RSS feed with these items and a last one that is well."""
    last = ITEM.format("The last", 9999)
    return f'<?xml version="1.0"?>{dtd}<rss version="2.0"><channel>{head}{items}{last}</channel></rss>'


def sitemap(inside: str, dtd: str = "") -> str:
    """A sitemap with this in it, and a last address that is well."""
    last = "<url><loc>https://foo.example/2026/11/20/a-story-of-ours-9999/</loc></url>"
    return f'<?xml version="1.0"?>{dtd}{URLSET.format(inside + last)}'


def laughs(levels: int, wide: int = 10) -> str:
    """The declarations of an entity that is `wide` to the power of `levels` words long."""
    lines = [f'<!ENTITY l0 "{LOL}">']
    lines += [f'<!ENTITY l{n} "' + f"&l{n - 1};" * wide + '">' for n in range(1, levels + 1)]
    return f"<!DOCTYPE rss [{''.join(lines)}]>"


def _read(path: str) -> str:
    return f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{path}">]>'


def _parameter(path: str) -> str:
    return f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{path}"> %x;]>'


def _many(form: str, count: int) -> str:
    return "".join([form.replace("#", str(n)) for n in range(count)])


def bombs(secret: Path) -> Mapping[str, Callable[[], str]]:
    """Each bomb by its name; `secret` is a file that must not be read."""
    use, here = ITEM.format("&l9;", 1), f"file://{secret}"
    made: dict[str, Callable[[], str]] = {
        "a billion laughs": lambda: feed(use, laughs(9)),
        "a billion laughs in an attribute": lambda: feed(f'<item a="&l9;">{use[6:]}', laughs(9)),
        "a quadratic blow-up": lambda: feed(
            ITEM.format("&l;" * 50_000, 1), f'<!DOCTYPE rss [<!ENTITY l "{LOL * 20_000}">]>'
        ),
        "an entity of itself": lambda: feed(use, '<!DOCTYPE rss [<!ENTITY l9 "&l9;">]>'),
        "two entities of each other": lambda: feed(use, '<!DOCTYPE rss [<!ENTITY l9 "&a;"><!ENTITY a "&l9;">]>'),
        "parameter entities": lambda: feed(use, '<!DOCTYPE rss [<!ENTITY % a "lol"><!ENTITY % b "%a;%a;"> %b;]>'),
        "a file": lambda: feed(ITEM.format("&x;", 1), _read(here)),
        "a file by its path": lambda: feed(ITEM.format("&x;", 1), _read(str(secret))),
        "a file by a parameter": lambda: feed(use, _parameter(here)),
        "a file as DTD": lambda: feed(use, f'<!DOCTYPE rss SYSTEM "{here}">'),
        "XInclude": lambda: feed(
            f'<item xmlns:i="http://www.w3.org/2001/XInclude"><title><i:include href="{here}" parse="text"/>'
            "</title></item>"
        ),
        "a style sheet": lambda: f'<?xml-stylesheet type="text/xsl" href="{here}"?>' + feed(""),
        "50,000 attributes": lambda: feed(f"<item {_many(ATTRIBUTE, 50_000)}/>"),
        "20,000 namespaces": lambda: feed(f"<item {_many(NAMESPACE, 20_000)}/>"),
        "50,000 nested elements": lambda: feed("<a>" * 50_000 + "</a>" * 50_000),
        "50,000 elements that are not closed": lambda: feed("<item>" * 50_000),
        "200,000 items": lambda: feed(_many("<item><link>https://foo.example/#</link></item>", 200_000)),
        "a title of 11 MB": lambda: feed(ITEM.format("x" * (11 << 20), 1)),
        "a title of 11 MB of CDATA": lambda: feed(ITEM.format(f"<![CDATA[{'x' * (11 << 20)}]]>", 1)),
        "a name of 1 MB": lambda: feed(f"<{'a' * (1 << 20)}/>"),
        "an attribute of 11 MB": lambda: feed("<item a='" + "x" * (11 << 20) + "'/>"),
        "100,000 comments": lambda: feed("<!--x-->" * 100_000),
        "100,000 instructions": lambda: feed("<?x y?>" * 100_000),
        "100,000 entities declared": lambda: feed("", f"<!DOCTYPE rss [{_many(ENTITY, 100_000)}]>"),
        "a content of 8 MB of markup": lambda: feed(
            ITEM.format("x", 1) + f"<item><description>{'&lt;b>' * 1_300_000}</description></item>"
        ),
    }  # fmt: skip
    made |= {
        "a billion laughs in a sitemap": lambda: sitemap("<url><loc>&l9;</loc></url>", laughs(9)),
        "a file in a sitemap": lambda: sitemap("<url><loc>&x;</loc></url>", _read(here)),
        "1,000,000 addresses in a sitemap": lambda: sitemap(_many(f"<url><loc>{AT}a-#</loc></url>", 10**6)),
        "50,000 attributes in a sitemap": lambda: sitemap(f"<url {_many(ATTRIBUTE, 50_000)}/>"),
        "100,000 nested elements in a sitemap": lambda: sitemap("<url>" * 100_000),
        "an address of 11 MB in a sitemap": lambda: sitemap(f"<url><loc>{AT}{'x' * (11 << 20)}</loc></url>"),
    }  # fmt: skip
    return made


def with_references(count: int) -> str:
    """A feed as a blog of code has it: so many references to entities, and well."""
    return feed(ITEM.format("A story", 1) + f"<item><description>{'&amp;lt; ' * count}</description></item>")
