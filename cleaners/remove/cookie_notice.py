"""Consent banners, and what stands in for an embed until the reader consents."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """cookie-banner cookie-bar cookie-consent cookie-notice cookie-law-info cookie-law-info-bar cookie-popup
    cookie-message cookie-warning cookie-policy-banner cookie-overlay cookies-banner cookies-notice cc-banner cc-window
    consent-banner consent-overlay consent-notice consent-layer consent-popup consent-placeholder gdpr-banner
    gdpr-notice gdpr-consent privacy-banner onetrust-banner-sdk onetrust-consent-sdk borlabs-cookie cmplz-cookiebanner
    cmplz-blocked-content moove-gdpr cky-consent cookiebot usercentrics embed-consent embed-placeholder
    external-content-placeholder two-click-embed""".split()
)
"""Consent software (OneTrust, Borlabs, Complianz, Cookiebot, …) and hand-made banners; never a lone `cookie` or
`gdpr`, which a story about them may be called."""


def cookie_notice(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of cookie_notice.toml."""
    return Containers("cookie_notice", WORDS, "asks for consent", phrases)
