"""Foreign text made safe to show: as `shared/printable.ts`. Pure."""

import unicodedata

UNPRINTABLE = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def printable(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the text, control, direction and invisible characters as `\\u{…}`."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * limit:
        text = units[: 2 * limit].decode("utf-16-le", "surrogatepass") + "…"
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return f"\\u{{{ord(character):x}}}" if unicodedata.category(character) in UNPRINTABLE else character
