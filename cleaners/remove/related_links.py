"""Pointers to other stories: boxes, lists under a title, single lines in the story, runs of links at its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers, names
from cleaners.counting import count_words
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import SHORT_WORDS, derived, fold, folded, is_site, shown, signals, tags, words

BOXES = frozenset(
    """related-posts related-articles related-stories related-content related-links related-news related-post
    related-article related-story relatedposts relatedarticles jp-relatedposts yarpp yarpp-related crp-related
    related-box related-block jnews-inline-related-post outbrain ob-widget taboola trc-related-container zergnet mgid
    revcontent around-the-web most-popular most-read mostread popular-posts trending-posts recent-posts recirc
    recirculation you-may-like you-might-like recommended-posts recommended-articles recommended-stories
    check-also-box mvp-post-add-box more-stories more-articles lihatjg linksisip""".split()
)
"""Plugins and networks (Jetpack, YARPP, Outbrain, …) and words that name nothing else; their teasers may be prose."""
LINES = frozenset(
    """related read-more read-also also-read see-also read-next more-on more-news more-from recommended trending
    trending-now latest-news latest-posts latest-articles next-article next-story up-next read-more-big""".split()
)
"""Words that also name parts of stories: what they hold goes only where it is short or linked."""

TITLES = frozenset(
    fold(title)
    for title in """related|related posts|related articles|related stories|related news|related content|related reading
related links|you may also like|you might also like|you may like|read more|read next|read also|more stories
more news|more from|most read|most popular|most viewed|popular posts|popular stories|popular now|trending
trending now|latest news|latest articles|latest posts|latest stories|recent posts|recommended
recommended for you|recommended stories|check also|more for you|editor's picks|editors' picks|top stories
don't miss|must read|up next|more on this story|also read|ähnliche beiträge|ähnliche artikel
das könnte dich auch interessieren|das könnte sie auch interessieren|mehr zum thema|lesen sie auch
auch interessant|meistgelesen|meistgelesene artikel|verwandte themen|weitere artikel|neueste beiträge
articles similaires|publications similaires|à lire aussi|lire aussi|sur le même sujet|vous aimerez aussi
les plus lus|articles les plus lus|voir aussi|artículos relacionados|noticias relacionadas
publicaciones relacionadas|te puede interesar|también te podría gustar|lo más leído|lo más visto|más noticias
más leídas|últimas noticias|lea también|mira también|artigos relacionados|posts relacionados
notícias relacionadas|postagens relacionadas|leia também|leia mais|veja também|mais lidas|mais lidos
últimas notícias|você pode gostar|articoli correlati|leggi anche|potrebbero interessarti anche
potrebbe interessarti anche|i più letti|le più lette|ultime notizie|gerelateerde berichten
gerelateerde artikelen|lees ook|meest gelezen|laatste nieuws|читайте также|похожие записи|похожие статьи
похожие материалы|связанные посты|материалы по теме|по теме|самое читаемое|популярное|последние новости
другие новости|новости по теме|читайте також|схожі записи|пов'язані статті|зв'язані пости|за темою
останні новини|популярне|інші новини|powiązane wpisy|podobne artykuły|czytaj także|czytaj też|zobacz także
najczęściej czytane|polecamy|najnowsze|ilgili haberler|ilgili makaleler|benzer yazılar|benzer haberler
ilginizi çekebilir|en çok okunanlar|son haberler|مقالات ذات صلة|مواضيع ذات صلة|محتويات ذات صلة|أخبار ذات صلة
اقرأ أيضا|اقرأ أيضاً|الأكثر قراءة|شاهد أيضاً|قد يعجبك أيضا|مطالب مرتبط|اخبار مرتبط|نوشته های مشابه
پربازدیدترین ها|بیشتر بخوانید|संबंधित खबरें|संबंधित पोस्ट|यह भी पढ़ें|ये भी पढ़ें|ताज़ा खबरें|और पढ़ें
artikel terkait|berita terkait|tulisan terkait|baca juga|berita populer|terpopuler|berita terkini|terkait
mungkin anda juga menyukai|habari zinazohusiana|soma pia|habari zaidi|相关文章|相关新闻|相关阅读|推荐阅读
热门文章|延伸閱讀|相關文章|相關新聞|猜你喜欢|最新文章|関連記事|おすすめ記事|人気記事|あわせて読みたい|最新記事
ランキング|관련기사|관련 기사|많이 본 뉴스|인기 기사|추천 기사|최신 기사|bài viết liên quan|les også|läs också
læs også|lue myös|lue seuraavaksi|notas relacionadas|nota relacionada|zum weiterlesen|schon gelesen|verwandte artikel
verwandte beiträge|weitere beiträge|weitere themen|neueste blogbeiträge|neueste artikel|aktuelle beiträge
links zu verwandten artikeln|passend zum thema|empfehlungen der redaktion|empfehlungen aus der redaktion
weitere stories|weitere meldungen|top-artikel der woche|more helpful articles|further reading on this site
more articles|other articles|other stories|other posts|more posts|latest from the blog|from the blog""".replace(
        "\n", "|"
    ).split("|")
)
"""Headings over lists of other stories."""

MORE_FROM = "more from "
KICKER_ENDS = (":", "?", "!", "|")
ASIDES = frozenset({"aside", "nav"})
FULL_STOPS = (".", "。", "।", "۔")
LINKED = 0.8
LABEL_WORDS = 3
"""A line of so few words is no headline and no sentence."""
RUN_SHARE = 0.25
"""A run of links at the end with more of the story's words than this is the story: a digest, a list."""


@dataclass(frozen=True, slots=True)
class RelatedLinks:
    """The cleaner; `phrases` are the rules of related_links.toml."""

    phrases: Cleaner
    name: str = "related_links"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes boxes, what the phrases find, titles with their lists, headlines under their kickers, runs of links
        at the end, and links in capitals or in an aside."""
        why = "belongs to a box of other stories"
        yield from Containers(self.name, BOXES, why, self.phrases).find(document, site)
        yield from Containers(self.name, LINES, why).find(document, site)
        for block in shown(document):
            # a list that is called so is one of teasers, however long they are
            if block.kind == "list_item" and any(_is_list_of_others(step) for step in block.path):
                yield Removal(block.id, self.name, "list", "an item of a list of other stories")
        yield from self._lists(document)
        yield from self._run(document)
        yield from self._kickers(document, site)
        for i in document.story_ids:
            block = document.blocks[i]
            if block.link_share < LINKED:
                continue
            if block.kind == "paragraph" and block.text.isupper() and _leads_away(document, block):
                yield Removal(i, self.name, "shouted_link", "in capitals, and all of it a link to another story")
            elif not ASIDES.isdisjoint(tags(block)):
                yield Removal(i, self.name, "link_aside", "all of it a link, in an element beside the story")

    def _lists(self, document: Document) -> Iterator[Removal]:
        """A title like "Related posts", and the links (in a text: the short lines, at its end) that follow it."""
        blocks = shown(document)
        listed = 0
        for n, block in enumerate(blocks):
            if not _is_title(document, block):
                continue
            items = _linked_after(document, n) or _lines_after(document, n)
            last = document.place(block.id) == "tail" and n >= _last_prose(document)
            if items or last or block.zone == "attached":
                yield Removal(block.id, self.name, "title", "title of a list of other stories")
            # a title in another's list heads nothing that is not listed already
            for item in blocks[max(listed, items.start) : items.stop]:
                if item.links or words(document, item) > LABEL_WORDS:
                    yield Removal(item.id, self.name, "listed", f"listed under “{block.text.strip()}”")
            listed = max(listed, items.stop)

    def _kickers(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Items of a list, two or more in a row, each a kicker and the linked headline of another story."""
        run: list[int] = []
        for i in (*document.story_ids, None):
            if i is not None and _headline_under_kicker(document, document.blocks[i], site):
                run.append(i)
                continue
            for item in run if len(run) > 1 else ():
                yield Removal(
                    item, self.name, "kickers", "a list of other stories, each a kicker and a linked headline"
                )
            run = []

    def _run(self, document: Document) -> Iterator[Removal]:
        """The story's last blocks, two or more, where each is nothing but a link to another page of the site."""
        run: list[int] = []
        for i in reversed(document.story_ids):
            if not _leads_away(document, document.blocks[i]):
                break
            run.append(i)
        if len(run) < 2:
            return
        lengths = {i: words(document, document.blocks[i]) for i in document.story_ids}
        if sum(lengths[i] for i in run) <= RUN_SHARE * sum(lengths.values()):
            for i in run:
                yield Removal(i, self.name, "closing_run", "the story ends in nothing but links to other pages")


def _is_list_of_others(step: str) -> bool:
    return step.startswith(("ul.", "ol.", "ul#", "ol#")) and not BOXES.isdisjoint(names(step))


def _is_title(document: Document, block: Block) -> bool:
    text = folded(document, block).strip(" :.>|-[]!?…»«→↓*")
    return text in TITLES or (text.startswith(MORE_FROM) and is_site(document, text.removeprefix(MORE_FROM)))


def _headline_under_kicker(document: Document, block: Block, site: SiteFacts) -> bool:
    if block.kind != "list_item" or "label_link" not in signals(document, block, site):
        return False
    link = block.links[0]
    long = len(block.links) == 1 and count_words(block.text[link.start : link.end]) > LABEL_WORDS
    return long and block.text[: link.start].rstrip().endswith(KICKER_ENDS) and _own(document, link.href)


def _linked_after(document: Document, n: int) -> range:
    """The linked blocks right after a title (both counted among those shown); outside the story a list does not go
    on into it."""
    blocks = shown(document)
    beside = blocks[n].zone != "story"
    end = derived(document, ("linked_runs", beside), lambda: _linked_runs(document, beside=beside))[n + 1]
    # a linked heading over prose is the next section, not the list's last line; a single one is no list at all
    if end > n + 1 and blocks[end - 1].kind == "heading":
        single = end == n + 2
        if single or (end < len(blocks) and _prose(document, blocks[end])):
            end -= 1
    return range(n + 1, end)


def _linked_runs(document: Document, *, beside: bool) -> list[int]:
    """For each block shown, and behind the last: where the linked blocks (beside the story) that begin there end."""
    blocks = shown(document)
    ends = [len(blocks)] * (len(blocks) + 1)
    for i in reversed(range(len(blocks))):
        linked = blocks[i].link_share >= LINKED and words(document, blocks[i]) <= 2 * SHORT_WORDS
        linked = linked and not (beside and blocks[i].zone == "story")
        ends[i] = ends[i + 1] if linked else i
    return ends


def _lines_after(document: Document, n: int) -> range:
    """In a text, which has no links to go by: the lines without a full stop, if they go on to the end."""
    blocks = shown(document)
    ended = document.from_text and document.place(blocks[n].id) == "tail" and n >= _last_prose(document)
    return range(n + 1, len(blocks)) if ended else range(0)


def _last_prose(document: Document) -> int:
    """The last prose of the story, counted among the blocks shown; -1 where there is none."""

    def compute() -> int:
        blocks = shown(document)
        return next((n for n in reversed(range(len(blocks))) if _prose(document, blocks[n])), -1)

    return derived(document, "last_prose", compute)


def _prose(document: Document, block: Block) -> bool:
    length = words(document, block)
    ended = length > LABEL_WORDS and block.text.rstrip().endswith(FULL_STOPS)
    return block.zone == "story" and (length > SHORT_WORDS or ended)


def _leads_away(document: Document, block: Block) -> bool:
    """Whether the block is nothing but links to other pages of the same site, each a line long."""
    if block.link_share < LINKED or not block.links or not LABEL_WORDS < words(document, block) <= SHORT_WORDS:
        return False
    return all(_own(document, link.href) for link in block.links)


def _own(document: Document, href: str) -> bool:
    try:
        target, here = urlsplit(href), urlsplit(document.url or "")
    except ValueError:
        return False
    if href.startswith("#") or (target.fragment and target.path == here.path):
        return False
    if not target.netloc:
        return target.scheme in ("", "http", "https")
    domain = document.metadata.site.domain or (here.hostname or "").removeprefix("www.")
    host = target.netloc.rpartition("@")[2].partition(":")[0].lower()
    return bool(domain) and (host == domain or host.endswith("." + domain))
