"""What a person may read of an address with a password in it."""

import re

_SECRET = re.compile(r"(://[^/:\s]*):(\S*)@")
"""Up to the last @: passwords hold whatever their owner liked, also / and @. Of an address with an @ in its path too
much is hidden then, which harms nobody."""
_MISREAD = re.compile(r"[/?#\[\]]")
"""Where one of these stands in a password, packages take what is before it for a port, and say so with it."""


def masked(text: str) -> str:
    """An address, or a sentence with addresses in it, without their passwords."""
    return _SECRET.sub(r"\1:***@", text)


def why(error: Exception, address: str) -> str:
    """What a package's error says of this address, in one line, without its password or a part of it."""
    secret = _SECRET.search(address)
    if isinstance(error, ValueError) and secret and _MISREAD.search(secret[2]):
        return "its password cannot be read: write / in it as %2F, ? as %3F, # as %23"
    return masked(" ".join(str(error).split())) or type(error).__name__
