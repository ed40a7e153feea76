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


def count_records(data: bytes, length: int, quote: str) -> RangeCount:
    """`data`: the range's bytes and the one behind it, where there is one; `length`: how many are the range's own."""
    text = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(text[:length] == ord(quote))
    candidates = _record_starts(text, length)
    before = np.searchsorted(quotes, candidates)
    odd = int(np.count_nonzero(before & 1))
    return RangeCount(bool(len(quotes) & 1), len(candidates) - odd, odd)


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
