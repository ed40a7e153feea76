"""Values of a Parquet column as the texts that the rules read: those that DuckDB's `cast(... as varchar)` gives. Pure."""

from datetime import time
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .failure import JobFailed


def column_texts(values: pa.ChunkedArray, field_type: str, name: str) -> pa.Array:
    """`field_type`: of the contract's field; a timestamp of a `datetime` field is written as a CSV of the contract has it, in UTC."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return column_texts(values.cast(kind.value_type), field_type, name)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = values.cast(pa.string())
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        texts = values.cast(pa.string())
    elif pa.types.is_timestamp(kind):
        texts = _timestamps(values, field_type == "datetime")
    elif pa.types.is_null(kind):
        texts = pa.nulls(len(values), pa.string())
    else:
        write = _writer(kind, name)
        texts = pa.array([None if value is None else write(value) for value in values.to_pylist()], pa.string())
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _writer(kind: pa.DataType, name: str):
    if pa.types.is_float64(kind):
        return repr
    if pa.types.is_floating(kind):
        return lambda value: str(np.float32(value))
    if pa.types.is_decimal(kind):
        return lambda value: format(Decimal(value), "f")
    if pa.types.is_date(kind):
        return lambda value: value.isoformat()
    if pa.types.is_time(kind):
        return _time
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _blob
    raise JobFailed(f"the Parquet column {name} is of the type {kind}, which no rule can read; write it as text or as a number")


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06d}".rstrip("0") if microseconds else ""


def _time(value: time) -> str:
    return f"{value:%H:%M:%S}{_fraction(value.microsecond)}"


def _blob(value: bytes) -> str:
    return "".join(chr(b) if 32 <= b <= 126 and b not in b"\\'\"" else f"\\x{b:02X}" for b in value)


def _timestamps(values: pa.ChunkedArray, is_datetime: bool) -> pa.Array:
    """Cut to microseconds, which is what DuckDB's timestamp holds. First of all in UTC: an hour that a zone has twice cannot be cut in it."""
    unit, zone = values.type.unit, values.type.tz
    instants = values.cast(pa.timestamp(unit))
    plain = (pc.floor_temporal(instants, 1, "microsecond") if unit == "ns" else instants).cast(pa.timestamp("us"))
    suffix = "Z" if is_datetime else "+00" if zone else ""
    between = "T" if is_datetime else " "
    return pa.array(
        [
            None if value is None else f"{value:%Y-%m-%d}{between}{value:%H:%M:%S}{_fraction(value.microsecond)}{suffix}"
            for value in plain.to_pylist()
        ],
        pa.string(),
    )
