"""The catalogue, read top to bottom: one file, one kind of noise. Where two want the same block, the upper names it.

A cleaner is a TOML file of phrases, a module, or both: the module then takes its phrases. A new kind of noise is a
file here and a line below.
"""

from cleaners.cleaner import Cleaner, Keeper
from cleaners.model import Kind
from cleaners.of_kind import OfKind
from cleaners.phrases import read
from cleaners.remove.advert_marker import advert_marker
from cleaners.remove.author_box import AuthorBox
from cleaners.remove.byline import Byline
from cleaners.remove.comment_form import comment_form
from cleaners.remove.cookie_notice import cookie_notice
from cleaners.remove.email_solicitation import EmailSolicitation
from cleaners.remove.follow_us import follow_us
from cleaners.remove.image_credit import ImageCredit
from cleaners.remove.kicker import Kicker
from cleaners.remove.newsletter import newsletter
from cleaners.remove.orphan_heading import OrphanHeading
from cleaners.remove.outside_story import OutsideStory
from cleaners.remove.page_tools import page_tools
from cleaners.remove.paywall_notice import PaywallNotice
from cleaners.remove.player_chrome import player_chrome
from cleaners.remove.post_navigation import post_navigation
from cleaners.remove.related_links import RelatedLinks
from cleaners.remove.repeated_line import RepeatedLine
from cleaners.remove.share_bar import share_bar
from cleaners.remove.site_rule import SiteKeeper, SiteRules
from cleaners.remove.source_line import SourceLine
from cleaners.remove.tags_line import TagsLine
from cleaners.remove.timestamp import Timestamp
from cleaners.remove.title_repeat import TitleRepeat

NAMES = """
    about_site advert_marker app_promo appeared_first_on author_box byline cms_residue comment_form cookie_notice
    copyright_line credits_line disclosure email_solicitation follow_us image_credit live_chrome newsletter page_tools
    paywall_notice player_chrome post_navigation related_links share_bar source_line tags_line timestamp
    """.split()
"""The TOML files of this folder."""

PHRASES = {phrases.name: phrases for phrases in read(*NAMES)}
"""The cleaner that each of them is."""

LINES = frozenset[Kind](("paragraph", "heading", "list_item", "quote"))
"""Kinds of block that are no caption, no table, no example of code."""

CLEANERS: tuple[Cleaner, ...] = (
    SiteRules(),  # what the user declares for this site
    # said again, or said for the record: the value goes to a field
    TitleRepeat(),  # the headline once more
    Kicker(),  # the section's name, the way from the front page
    Byline(PHRASES["byline"]),  # who wrote it
    Timestamp(PHRASES["timestamp"]),  # when it was made, how long it reads
    SourceLine(PHRASES["source_line"]),  # Source: CNN
    PHRASES["appeared_first_on"],  # where it stood first
    PHRASES["credits_line"],  # Reporting by ..., (dmk)
    PHRASES["copyright_line"],  # whose rights it is
    TagsLine(PHRASES["tags_line"]),  # the page's tags
    ImageCredit(PHRASES["image_credit"]),  # Photo: ...
    PaywallNotice(PHRASES["paywall_notice"]),  # Subscribe to continue
    # about the writer, the site, the reader
    AuthorBox(PHRASES["author_box"]),  # About X
    PHRASES["about_site"],  # what the site says of itself
    comment_form(PHRASES["comment_form"]),  # Leave a Reply
    EmailSolicitation(PHRASES["email_solicitation"]),  # Do you have more to share?
    PHRASES["app_promo"],  # Get the app
    newsletter(PHRASES["newsletter"]),  # Sign up
    follow_us(PHRASES["follow_us"]),  # Follow us
    share_bar(PHRASES["share_bar"]),  # Share this
    # to other pages
    RelatedLinks(PHRASES["related_links"]),  # Read also
    post_navigation(PHRASES["post_navigation"]),  # Previous, next
    # what publishing leaves on the page
    cookie_notice(PHRASES["cookie_notice"]),  # We use cookies
    advert_marker(PHRASES["advert_marker"]),  # Advertisement
    PHRASES["disclosure"],  # affiliate links, whose views these are not
    player_chrome(PHRASES["player_chrome"]),  # Listen, 00:00
    page_tools(PHRASES["page_tools"]),  # Print, Report an error
    OfKind(PHRASES["cms_residue"], LINES),  # [shortcode]
    PHRASES["live_chrome"],  # Refresh for updates
    # without knowing what it is
    RepeatedLine(),  # what other pages of the site carry too
    OutsideStory(),  # what the extractor left beside the story
)
"""Each proposes over the document as extracted."""

AFTER: tuple[Cleaner, ...] = (OrphanHeading(),)
"""These depend on what the first removed (`document.gone`)."""

KEEPERS: tuple[Keeper, ...] = (SiteKeeper(),)
"""What a user's [[keep]] rules hold back."""
