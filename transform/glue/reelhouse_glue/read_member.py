"""Reads a piece of a member in a worker: all text, with the file and the number of the row in it, from 1 and without the header."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from . import storage
from .contract import Table
from .failure import JobFailed
from .parquet_text import column_texts
from .ranges import CR, LF, RangeCount, count_records, first_record
from .records import read_records

ROWS_PER_BATCH = 65_536
TAIL_BYTES = 1 << 20
UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Piece:
    """`csv`: the records that start behind a line end in `[start, end)`, of a member's first piece also the one at its start.
    `records`: a whole member of any dialect. `parquet`: `groups` row groups from `group` on."""

    kind: str
    key: str
    path: str
    """Size of the member."""
    bytes: int
    start: int = 0
    end: int = 0
    in_quotes: bool = False
    """Rows before the piece's first, without the header."""
    rows_before: int = 0
    rows: int = 0
    group: int = 0
    groups: int = 1

    def text(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def of(text: str) -> "Piece":
        return Piece(**json.loads(text))


def is_read_as_it_is(table: Table) -> bool:
    """Whether Arrow's reader can be given the text: see `isReadAsItIs` in `functions/transform/plain-csv.ts`."""
    dialect = table.dialect
    return (
        dialect.encoding == "utf-8"
        and dialect.quote is not None
        and dialect.double_quote
        and dialect.escape is None
        and dialect.comment is None
        and not dialect.skip_initial_space
        and all(text == "" for texts in table.missing for text in texts)
    )


def read_piece(bucket: str, table: Table, piece: Piece) -> Iterator[pa.RecordBatch]:
    read = {"csv": _read_csv, "records": _read_records, "parquet": _read_parquet}[piece.kind]
    rows = 0
    for batch in read(bucket, table, piece):
        rows += batch.num_rows
        yield batch
    if rows != piece.rows:
        raise JobFailed(f"{piece.path}: {piece.rows} rows were expected in this piece and {rows} were read: a defect of Reelhouse")


def count_piece(bucket: str, table: Table, piece: Piece) -> RangeCount:
    """What the piece is when it starts outside quotes, and when inside; records with the header."""
    head = int(piece.start > 0)
    data = storage.get_range(bucket, piece.key, piece.start - head, piece.end + 1)
    before, data = data[:head], data[head:]
    mark = len(UTF8_MARK) if piece.start == 0 and data.startswith(UTF8_MARK) else 0
    length = piece.end - piece.start - mark
    count = count_records(data[mark:], length, table.dialect.quote, table.dialect.delimiter, before)
    at_start = int(piece.start == 0 and len(data) > mark and data[mark] not in (LF, CR))
    return replace(count, records_outside=count.records_outside + at_start)


def _read_csv(bucket: str, table: Table, piece: Piece) -> Iterator[pa.RecordBatch]:
    quote, has_header = table.dialect.quote, table.dialect.header
    if piece.start == 0 and piece.end == piece.bytes:
        # The only piece of its member: a quote inside a field that is not quoted is seen here, not by the driver.
        count = count_piece(bucket, table, piece)
        if not count.is_sound_outside or count.records_outside - has_header != piece.rows:
            yield from _read_records(bucket, table, piece)
            return
    length = piece.end - piece.start
    data = storage.get_range(bucket, piece.key, piece.start, piece.end + 1)
    if piece.start == 0:
        begin = len(UTF8_MARK) if data.startswith(UTF8_MARK) else 0
    else:
        begin = first_record(data, length, quote, piece.in_quotes)
        if begin is None:
            return
    in_quotes = piece.in_quotes ^ bool(np.count_nonzero(np.frombuffer(data[:length], np.uint8) == ord(quote)) & 1)
    text = data[begin:length] + _up_to_record_end(bucket, piece, in_quotes, quote)
    if not text.strip(b"\r\n"):
        return
    found = pa.csv.read_csv(
        pa.BufferReader(text),
        read_options=pa.csv.ReadOptions(column_names=list(table.columns), block_size=len(text) + 1, use_threads=False),
        parse_options=pa.csv.ParseOptions(
            delimiter=table.dialect.delimiter, quote_char=quote, double_quote=True, newlines_in_values=True
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in table.columns},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    yield from _batches(found.slice(int(has_header)) if piece.start == 0 else found, piece)


def _up_to_record_end(bucket: str, piece: Piece, in_quotes: bool, quote: str) -> bytes:
    """The rest of the record that the piece's end is in, from the bytes behind it."""
    at, parts = piece.end, []
    while at < piece.bytes:
        data = storage.get_range(bucket, piece.key, at, min(at + TAIL_BYTES, piece.bytes))
        text = np.frombuffer(data, dtype=np.uint8)
        quotes = np.flatnonzero(text == ord(quote))
        ends = np.flatnonzero((text == LF) | (text == CR))
        outside = ends[((np.searchsorted(quotes, ends) & 1) == 1) == in_quotes]
        if len(outside):
            parts.append(data[: int(outside[0]) + 1])
            break
        parts.append(data)
        in_quotes ^= bool(len(quotes) & 1)
        at += len(data)
    return b"".join(parts)


def _read_records(bucket: str, table: Table, piece: Piece) -> Iterator[pa.RecordBatch]:
    records = read_records(storage.stream(bucket, piece.key), table.dialect)
    if table.dialect.header:
        next(records, None)
    missing = [frozenset(("", *texts)) for texts in table.missing]
    rows_before = piece.rows_before
    while chunk := list(islice(records, ROWS_PER_BATCH)):
        columns = [
            pa.array([None if text in none else text for text in texts], pa.string())
            for texts, none in zip(zip(*chunk, strict=True), missing, strict=True)
        ]
        yield from _batches(pa.table(columns, names=list(table.columns)), replace(piece, rows_before=rows_before))
        rows_before += len(chunk)


def _read_parquet(bucket: str, table: Table, piece: Piece) -> Iterator[pa.RecordBatch]:
    # Buffered: neighbouring columns in one request, not each in its own.
    file = pq.ParquetFile(storage.RangeFile(bucket, piece.key), pre_buffer=True)
    found = file.read_row_groups(range(piece.group, piece.group + piece.groups))
    for values in found.columns:
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            values.validate(full=True)  # Arrow takes any bytes for text, and so would Spark
    columns = [
        column_texts(values, kind, name)
        for values, kind, name in zip(found.columns, table.types, table.columns, strict=True)
    ]
    yield from _batches(pa.table(columns, names=list(table.columns)), piece)


def parquet_fault(bucket: str, piece: Piece) -> str | None:
    """What is wrong with the pages of the first row group that cannot be read, in Arrow's words; None where every value can."""
    try:
        file = pq.ParquetFile(storage.RangeFile(bucket, piece.key))
        for group in range(piece.group, piece.group + piece.groups):
            file.read_row_group(group).validate(full=True)
    except (pa.ArrowException, OSError) as error:  # of a page that cannot be inflated it is an OSError
        if isinstance(error, pa.ArrowMemoryError):
            raise
        return str(error).split("\n")[0]
    return None


def _batches(rows: pa.Table, piece: Piece) -> Iterator[pa.RecordBatch]:
    numbers = pa.array(np.arange(piece.rows_before + 1, piece.rows_before + rows.num_rows + 1, dtype=np.int64))
    files = pa.repeat(pa.scalar(piece.path, pa.string()), rows.num_rows)
    numbered = rows.append_column("_source_file", files).append_column("_source_row", numbers)
    yield from numbered.combine_chunks().to_batches(max_chunksize=ROWS_PER_BATCH)


def row_groups(bucket: str, key: str) -> list[tuple[int, int]]:
    """Of each row group: rows, and bytes inflated."""
    metadata = pq.ParquetFile(storage.RangeFile(bucket, key)).metadata
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    return [(group.num_rows, group.total_byte_size) for group in groups]


def pieces_of(texts: Iterable[pa.RecordBatch]) -> Iterator[Piece]:
    for batch in texts:
        for text in batch.column(0).to_pylist():
            yield Piece.of(text)
