"""What a script must not show again: the words of a LOGON, and passwords of users."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?:^|(?<=[\s;]))(?:\.?\s*LOGON|\.?\s*LOGDATA|PASSWORD\s*=|UserPassword\s*=)\s*([^\n;]*)",
    re.IGNORECASE | re.MULTILINE,
)


def hidden(text: str) -> str:
    """The text with every character of a secret a star; offsets and lines stay."""

    def stars(found: re.Match[str]) -> str:
        whole = found[0]
        secret = found[1]
        return whole[: len(whole) - len(secret)] + "*" * len(secret)

    return _SECRET.sub(stars, text)
