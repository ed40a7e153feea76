"""Writes gzip CSV under names that are a function of the drop alone: one object per part, put whole, in the order of the source's rows."""

import gzip
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from . import storage


@dataclass(frozen=True)
class OutputFile:
    key: str
    rows: int
    bytes: int


def write_parts(frame: DataFrame, parts: int, bucket: str, drop: str, key_of: Callable[[int], str]) -> dict[int, OutputFile]:
    """`frame`: texts, then `_part` and `_row`. Each part is written by one task, so that its rows are in order; a task that is run
    again writes the same bytes. `parts`: how many there are."""
    header = [name for name in frame.columns if name not in ("_part", "_row")]

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        writer: _PartWriter | None = None
        for batch in batches:
            numbers = batch.column("_part")
            lines = csv_lines(batch.select(header))
            at = 0
            while at < batch.num_rows:
                part = numbers[at].as_py()
                # Sorted by part: where the next one starts is where there are no more of this one.
                count = pc.sum(pc.equal(numbers, part)).as_py()
                if writer is not None and writer.part != part:
                    yield writer.close(bucket, drop, key_of)
                    writer = None
                writer = writer or _PartWriter(part, header)
                writer.add(lines[at : at + count])
                at += count
        if writer is not None:
            yield writer.close(bucket, drop, key_of)

    ordered = frame.repartition(max(parts, 1), "_part").sortWithinPartitions("_part", "_row")
    written = ordered.mapInArrow(write, "part int, key string, rows bigint, bytes bigint").collect()
    return {row.part: OutputFile(row.key, row.rows, row.bytes) for row in written}


class _PartWriter:
    def __init__(self, part: int, header: list[str]):
        self.part, self._rows = part, 0
        self._file = tempfile.TemporaryFile()
        # No name and no time in the head, so equal rows are equal bytes.
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=self._file, mtime=0)
        self._gzip.write((",".join(header) + "\n").encode())

    def add(self, lines: list[str]) -> None:
        self._gzip.write("".join(lines).encode("utf-8"))
        self._rows += len(lines)

    def close(self, bucket: str, drop: str, key_of: Callable[[int], str]) -> pa.RecordBatch:
        self._gzip.close()
        size = self._file.tell()
        self._file.seek(0)
        key = key_of(self.part)
        storage.put(bucket, key, self._file, "application/gzip", {"drop": drop, "rows": str(self._rows)})
        self._file.close()
        schema = pa.schema([("part", pa.int32()), ("key", pa.string()), ("rows", pa.int64()), ("bytes", pa.int64())])
        row = {"part": self.part, "key": key, "rows": self._rows, "bytes": size}
        return pa.RecordBatch.from_pylist([row], schema=schema)


def csv_lines(batch: pa.RecordBatch) -> list[str]:
    """As the small engine writes them: nothing for a missing value, quotes where the text needs them."""
    columns = [_quoted(column) for column in batch.columns]
    lines = pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")
    return [line + "\n" for line in lines.to_pylist()]


def _quoted(column: pa.Array) -> pa.Array:
    # A text with `#` is quoted because some readers take it for a comment.
    needs = pc.or_(pc.match_substring_regex(column, '[",\r\n#]'), pc.equal(column, ""))
    if not pc.any(needs).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), column)
