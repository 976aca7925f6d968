"""Forms and lines that ask the reader to subscribe to a newsletter."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """newsletter newsletter-signup newsletter-sign-up newsletter-form newsletter-box newsletter-widget
    newsletter-subscribe newsletter-subscription newsletter-promo newsletter-cta newsletter-block newsletter-container
    newsletter-wrapper newsletter-inline newsletter-banner newsletter-teaser inline-newsletter article-newsletter
    post-newsletter sidebar-newsletter email-signup email-sign-up signup-form sign-up-form subscribe-form
    subscription-form subscription-widget subscribe-widget mc-embed-signup mc4wp-form mailpoet mailpoet-form sailthru
    tnp-subscription convertkit-form optin-form wp-block-jetpack-subscriptions jetpack-subscriptions""".split()
)
"""Mailing services and their plugins (Mailchimp, MailPoet, Jetpack, …), and the words that hand-made boxes use."""


def newsletter(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of newsletter.toml."""
    return Containers("newsletter", WORDS, "belongs to a newsletter's sign-up box", phrases)
