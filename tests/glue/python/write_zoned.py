"""Writes a Parquet member of sensor readings as DuckDB cannot: nanoseconds in a zone, around the hour that it has twice, in many small row
groups. Argument: the file."""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 5_000
FIRST = 811_900_000_000_000_789  # 1995-09-23 23:46:40 UTC, in nanoseconds

numbers = np.arange(ROWS)
texts = lambda prefix, values: pa.array([f"{prefix}{value}" for value in values])
table = pa.table(
    {
        "reading_id": texts("r", numbers),
        "device_id": texts("d", numbers % 9),
        "sensor_type": texts("temperature", [""] * ROWS),
        "reading_at": pa.array(FIRST + numbers * 1_000_000_123, pa.timestamp("ns", "Europe/Berlin")),
        "value": pa.array(numbers / 8),
        "unit": texts("C", [""] * ROWS),
        "battery_pct": pa.array(numbers % 100, pa.int16()),
        "location": texts("Lux", [""] * ROWS),
    }
)
pq.write_table(table, sys.argv[1], row_group_size=50)
