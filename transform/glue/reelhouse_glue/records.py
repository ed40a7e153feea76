"""Records of a CSV text in any dialect that a contract may declare, as `shared/csv/record-parser.ts` cuts them. Pure.

Several times as slow as Arrow's reader, so it is for what that one cannot read: other encodings, escapes, comments, and quotes inside
fields that are not quoted.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from .contract import Dialect


def read_records(chunks: Iterable[bytes], dialect: Dialect) -> Iterator[list[str]]:
    """All records, the header too. The front door has seen that the text is sound."""
    cut = _cutter(dialect)
    text, at = "", 0
    for piece, is_last in _decoded(chunks, dialect.encoding):
        text, at = text[at:] + piece, 0
        while at < len(text):
            fields, following = cut(text, at, is_last)
            if following is None:
                break
            if fields is not None:
                yield fields
            at = following


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[tuple[str, bool]]:
    """Without a byte order mark; in UTF-16 it says which of the two it is, whatever is declared."""
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if len(head) >= 4:
            break
    mark = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2]) if encoding.startswith("utf-16") else None
    decoder = codecs.getincrementaldecoder(mark or encoding)()
    text = decoder.decode(head)
    yield text.removeprefix("\ufeff") if encoding.startswith("utf") else text, False
    for chunk in rest:
        yield decoder.decode(chunk), False
    yield decoder.decode(b"", True), True


def _cutter(dialect: Dialect):
    delimiter, quote, escape, comment = dialect.delimiter, dialect.quote, dialect.escape, dialect.comment
    escaped = rf"{re.escape(escape)}(?s:.)|" if escape else ""
    stop = re.escape(delimiter) + r"\r\n" + (re.escape(escape) if escape else "")
    plain = re.compile(rf"(?:{escaped}[^{stop}])*")
    spaces = re.compile(" *")
    if quote is not None:
        inner = re.escape(quote) + (re.escape(escape) if escape else "")
        doubled = rf"{re.escape(quote) * 2}|" if dialect.double_quote else ""
        quoted = re.compile(rf"(?:{escaped}{doubled}[^{inner}])*")

    def unescape(text: str) -> str:
        if escape and escape in text:
            marks = rf"{re.escape(escape)}((?s:.))"
            both = rf"{marks}|{re.escape(quote) * 2}" if quote and dialect.double_quote else marks
            return re.sub(both, lambda found: found[1] if found[1] is not None else quote, text)
        return text.replace(quote * 2, quote) if quote and dialect.double_quote else text

    def cut(text: str, at: int, is_last: bool) -> tuple[list[str] | None, int | None]:
        """The record at `at` and where the next one starts; None for a line that is no record, and where it is not whole yet."""
        if text[at] in "\r\n" or text[at] == comment:
            found = re.compile(r"[^\r\n]*(\r\n|\r|\n)").match(text, at)
            if found is None or (found[1] == "\r" and found.end() == len(text) and not is_last):
                return None, len(text) if is_last else None
            return None, found.end()
        fields: list[str] = []
        end = len(text)
        while True:
            if dialect.skip_initial_space:
                at = spaces.match(text, at).end()
            if quote is not None and at < end and text[at] == quote:
                close = quoted.match(text, at + 1).end()
                # A quote at the end of what is there may be the first of two.
                if not is_last and close + 1 >= end:
                    return None, None
                fields.append(unescape(text[at + 1 : close]))
                at = plain.match(text, min(close + 1, end)).end()
            else:
                stop_at = plain.match(text, at).end()
                raw = text[at:stop_at]
                fields.append(unescape(raw) if escape and escape in raw else raw)
                at = stop_at
            if at >= end:
                return (fields, end) if is_last else (None, None)
            if text[at] == delimiter:
                at += 1
                continue
            if text[at] == "\n":
                return fields, at + 1
            if text[at] == "\r":
                if at + 1 >= end and not is_last:
                    return None, None
                return fields, at + 2 if text[at + 1 : at + 2] == "\n" else at + 1
            at += 1

    return cut
