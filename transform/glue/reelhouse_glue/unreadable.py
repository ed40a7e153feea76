"""Finds the Parquet members that cannot be read to their end, as `functions/transform/unreadable.ts` does: the front door saw their
footers, not their pages."""

from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from .drop import Drop
from .inputs import parquet_pieces, piece_rows
from .judgement import unreadable
from .printable import printable
from .read_member import parquet_fault, pieces_of

FOUND_CHARACTERS = 300


def unreadable_members(spark: SparkSession, bucket: str, drop: Drop) -> list[dict]:
    """A fault per member. Asked only after the rules have failed, since it reads every page."""
    members = [member for member in drop.members if member.format == "parquet" and member.rows > 0]
    pieces = [piece for member in members for piece in parquet_pieces(bucket, drop, member)]
    if not pieces:
        return []

    def probe(texts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in pieces_of(texts):
            found = parquet_fault(bucket, piece)
            if found is not None:
                yield pa.RecordBatch.from_pylist([{"path": piece.path, "group": piece.group, "found": found}])

    probed = piece_rows(spark, pieces).mapInArrow(probe, "path string, group bigint, found string").collect()
    first: dict[str, str] = {}
    for row in sorted(probed, key=lambda each: each.group):
        first.setdefault(row.path, printable(row.found, FOUND_CHARACTERS))
    return [unreadable(member.path, first[member.path]) for member in members if member.path in first]
