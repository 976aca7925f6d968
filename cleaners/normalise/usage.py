"""What a publisher's usage signals say no to: `Content-Signal: search=yes, ai-train=no` and its kin."""

import re
from collections.abc import Iterator

AI_USES = ("ai-train", "ai-input", "train-ai", "train-genai", "ai-use", "tdm")
"""Uses that are about AI and mining. The first two are of Content-Signal (contentsignals.org), the others of the
drafts of the IETF's AI Preferences group (Content-Usage); `search` and the like are no reservation of that kind."""

_PAIR = re.compile(r"([\w-]+)\s*=\s*([\w-]+)")


def refusals(value: str) -> Iterator[str]:
    """The uses that such a line refuses, as it writes them: `ai-train=no`. Keys and values in any case."""
    for key, said in _PAIR.findall(value.lower()):
        if key in AI_USES and said in ("no", "n"):
            yield f"{key}={said}"
