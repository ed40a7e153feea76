"""The members of a drop as DataFrames: cut into pieces that are read side by side, each row with its number in its member.

Spark's own CSV source is not used: it has no record numbers, reads a member whose fields may hold line ends in one task, and cannot
read what the contract's dialect allows. Here the records are counted first, range by range, so that each range knows its first number.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from .contract import Table
from .drop import Drop, Member, folder
from .ranges import RangeCount
from .read_member import Piece, count_piece, is_read_as_it_is, pieces_of, read_piece, row_groups

RANGE_BYTES = 32 << 20
# Of Parquet besides the bytes: a value that comes often takes few of them, and becomes a text for each row.
ROWS_PER_PIECE = 500_000


def read_members(spark: SparkSession, bucket: str, drop: Drop, tables: list[Table], range_bytes: int = RANGE_BYTES) -> dict[str, DataFrame]:
    """By table's name: the contract's columns as text, `_source_file`, `_source_row`. A table that the drop lacks is an empty one."""
    frames = {}
    for table in tables:
        members = [member for member in drop.members if member.table.table == table.table and member.rows > 0]
        pieces = [piece for member in members for piece in _cut(spark, bucket, drop, member, range_bytes)]
        schema = "".join(f"`{name}` string, " for name in table.columns) + "_source_file string, _source_row bigint"
        frames[table.table] = (
            piece_rows(spark, pieces).mapInArrow(_reader(bucket, table), schema) if pieces else spark.createDataFrame([], schema)
        )
    return frames


def _cut(spark: SparkSession, bucket: str, drop: Drop, member: Member, range_bytes: int) -> list[Piece]:
    whole = _whole(drop, member)
    if member.format == "parquet":
        return parquet_pieces(bucket, drop, member, range_bytes)
    if not is_read_as_it_is(member.table):
        return [whole]
    csv = replace(whole, kind="csv")
    if member.bytes <= range_bytes:
        return [csv]
    ranges = [
        replace(csv, start=start, end=min(start + range_bytes, member.bytes), rows=0)
        for start in range(0, member.bytes, range_bytes)
    ]
    numbered = number_pieces(ranges, _count(spark, bucket, member.table, ranges), int(member.table.dialect.header))
    return numbered if numbered is not None and sum(piece.rows for piece in numbered) == member.rows else [whole]


def _whole(drop: Drop, member: Member) -> Piece:
    key = folder(drop.dataset, drop.drop) + member.path
    return Piece(kind="records", key=key, path=member.path, bytes=member.bytes, end=member.bytes, rows=member.rows)


def parquet_pieces(bucket: str, drop: Drop, member: Member, range_bytes: int = RANGE_BYTES) -> list[Piece]:
    whole = replace(_whole(drop, member), kind="parquet")
    return join_groups(whole, row_groups(bucket, whole.key), range_bytes, ROWS_PER_PIECE)


def join_groups(whole: Piece, groups: list[tuple[int, int]], most_bytes: int, most_rows: int) -> list[Piece]:
    """Neighbouring row groups, given by rows and bytes, as one piece up to either limit: many small ones would be as many tasks. Pure."""
    pieces, before, bytes_of_last = [], 0, 0
    for group, (rows, size) in enumerate(groups):
        last = pieces[-1] if pieces else None
        if last and last.rows + rows <= most_rows and bytes_of_last + size <= most_bytes:
            pieces[-1] = replace(last, groups=last.groups + 1, rows=last.rows + rows)
            bytes_of_last += size
        else:
            pieces.append(replace(whole, group=group, groups=1, rows_before=before, rows=rows))
            bytes_of_last = size
        before += rows
    return pieces


def _count(spark: SparkSession, bucket: str, table: Table, ranges: list[Piece]) -> dict[int, RangeCount]:
    def count(texts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in pieces_of(texts):
            yield pa.RecordBatch.from_pylist([{"start": piece.start, **asdict(count_piece(bucket, table, piece))}])

    schema = (
        "start bigint, has_odd_quotes boolean, records_outside bigint, records_inside bigint, "
        "is_sound_outside boolean, is_sound_inside boolean"
    )
    counted = piece_rows(spark, ranges).mapInArrow(count, schema)
    return {row.start: RangeCount(*row[1:]) for row in counted.collect()}


def number_pieces(ranges: list[Piece], counts: dict[int, RangeCount], header: int) -> list[Piece] | None:
    """None where a quote stands inside a field that is not quoted, as in `5" nails`: it is text, and counting takes it for one that opens."""
    pieces, in_quotes, records = [], False, 0
    for each in ranges:
        count = counts[each.start]
        if not (count.is_sound_inside if in_quotes else count.is_sound_outside):
            return None
        found = count.records_inside if in_quotes else count.records_outside
        before = max(records - header, 0)
        pieces.append(replace(each, in_quotes=in_quotes, rows_before=before, rows=records + found - header - before))
        in_quotes ^= count.has_odd_quotes
        records += found
    return pieces


def piece_rows(spark: SparkSession, pieces: list[Piece]) -> DataFrame:
    """One partition per piece."""
    rows = spark.sparkContext.parallelize([(piece.text(),) for piece in pieces], len(pieces))
    return spark.createDataFrame(rows, "piece string")


def _reader(bucket: str, table: Table):
    def read(texts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in pieces_of(texts):
            yield from read_piece(bucket, table, piece)

    return read
