"""Where the records of a CSV member start, found range by range, side by side. Pure.

A line end ends a record exactly when the number of quotes before it is even (a doubled quote inside quotes is two). A range does not
know how many quotes are before it, so it is counted for both cases, and the driver picks the one that is true once all have answered.
"""

from dataclasses import dataclass

import numpy as np

LF, CR = 10, 13


@dataclass(frozen=True)
class RangeCount:
    """Of the line ends in `[start, end)`: how many are followed by a record, when the range starts outside quotes, and inside."""

    has_odd_quotes: bool
    records_outside: int
    records_inside: int
    """Whether every quote that opens stands at a field's start, so that counting them says what is quoted: in either case."""
    is_sound_outside: bool
    is_sound_inside: bool


def count_records(data: bytes, length: int, quote: str, delimiter: str, before: bytes) -> RangeCount:
    """`data`: the range's bytes and the one behind it, where there is one; `length`: how many are the range's own; `before`: the byte
    before it, nothing at the start of the text."""
    text = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(text[:length] == ord(quote))
    candidates = _record_starts(text, length)
    odd = int(np.count_nonzero(np.searchsorted(quotes, candidates) & 1))
    stray = _stray_quotes(text, quotes, ord(quote), ord(delimiter), before[0] if before else LF)
    return RangeCount(
        bool(len(quotes) & 1), len(candidates) - odd, odd, not stray[0::2].any(), not stray[1::2].any()
    )


def _stray_quotes(text: np.ndarray, quotes: np.ndarray, quote: int, delimiter: int, before: int) -> np.ndarray:
    """Of each quote: whether it can not open a field, nor be the second of two, for what stands before it. Every second one opens."""
    if len(quotes) == 0:
        return np.zeros(0, dtype=bool)
    previous = text[quotes - 1]  # of a quote at 0 this is another byte, put right in the next line
    if quotes[0] == 0:
        previous[0] = before
    return (previous != delimiter) & (previous != LF) & (previous != CR) & (previous != quote)


def _record_starts(text: np.ndarray, length: int) -> np.ndarray:
    """Places of LF and lone CR that are followed by a byte which is no line end: an empty line is no record."""
    own = text[:length]
    ends = np.flatnonzero((own == LF) | (own == CR))
    ends = ends[ends + 1 < len(text)]
    behind = text[ends + 1]
    return ends[(behind != LF) & (behind != CR)]


def first_record(data: bytes, length: int, quote: str, in_quotes: bool) -> int | None:
    """Where the first record behind a line end of the range starts, from the range's start; None when there is none."""
    text = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(text[:length] == ord(quote))
    candidates = _record_starts(text, length)
    found = candidates[((np.searchsorted(quotes, candidates) & 1) == 1) == in_quotes]
    return int(found[0]) + 1 if len(found) else None
