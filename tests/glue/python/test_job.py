import unittest
from datetime import datetime, timezone
from decimal import Decimal

import pyarrow as pa

from reelhouse_glue.arguments import read_arguments
from reelhouse_glue.failure import JobFailed, step
from reelhouse_glue.outputs import csv_lines
from reelhouse_glue.parquet_text import column_texts
from reelhouse_glue.rules import parse_rule

GIVEN = ["--JOB_NAME", "x", "--dataset", "movielens", "--drop", "0123456789abcdef", "--processed-bucket", "p-1", "--enable-metrics", "--archive-bucket=a-1"]


class Arguments(unittest.TestCase):
    def test_arguments_are_read_beside_those_of_glue(self):
        found = read_arguments([*GIVEN, "--accept-rejects", "true"])
        self.assertEqual((found.dataset, found.drop, found.archive_bucket, found.accepts_rejects), ("movielens", "0123456789abcdef", "a-1", True))

    def test_every_wrong_argument_is_named_at_once(self):
        with self.assertRaisesRegex(JobFailed, "--dataset .*; --drop .*; --processed-bucket is missing; --archive-bucket is missing; --accept-rejects"):
            read_arguments(["--dataset", "../x", "--drop", "1", "--accept-rejects", "yes"])


class Failures(unittest.TestCase):
    def test_a_failure_says_its_innermost_step(self):
        with self.assertRaisesRegex(JobFailed, "^rule a/1.sql: ValueError: no"):
            with step("outer"), step("rule a/1.sql"):
                raise ValueError("no")

    def test_a_rule_without_a_scope_is_refused_by_name(self):
        with self.assertRaisesRegex(JobFailed, "10_x.sql"):
            parse_rule("10_x.sql", "select 1")


class Texts(unittest.TestCase):
    def test_lines_are_quoted_where_they_need_it(self):
        batch = pa.RecordBatch.from_pydict({"a": ["x", None, 'q"', "", "c\r"], "b": ["1", "2", "3,", "\n", None]})
        self.assertEqual(csv_lines(batch), ["x,1\n", ",2\n", '"q""","3,"\n', '"","\n"\n', '"c\r",\n'])

    def test_values_of_parquet_become_the_texts_that_duckdb_gives(self):
        texts = lambda values, kind, field="string": column_texts(pa.chunked_array([pa.array(values, kind)]), field, "c").to_pylist()
        self.assertEqual(texts([4.0, 1e-5, 1e16, 0.1, None], pa.float64()), ["4.0", "1e-05", "1e+16", "0.1", None])
        self.assertEqual(texts([0.1, 2.5], pa.float32()), ["0.1", "2.5"])
        self.assertEqual(texts([Decimal("0.000001"), Decimal("-1.500000")], pa.decimal128(18, 6)), ["0.000001", "-1.500000"])
        self.assertEqual(texts([True, False], pa.bool_()), ["true", "false"])
        self.assertEqual(texts(["", "x"], pa.string()), [None, "x"])
        time = datetime(2026, 1, 5, 10, 0, 0, 500_000, tzinfo=timezone.utc)
        self.assertEqual(texts([time], pa.timestamp("us", "Asia/Tokyo"), "datetime"), ["2026-01-05T10:00:00.5Z"])
        self.assertEqual(texts([time], pa.timestamp("ns"), "datetime"), ["2026-01-05T10:00:00.5Z"])
        self.assertEqual(texts([b"a\\\xff"], pa.binary()), ["a\\x5C\\xFF"])
        with self.assertRaisesRegex(JobFailed, "column c is of the type list"):
            texts([[1]], pa.list_(pa.int64()))


if __name__ == "__main__":
    unittest.main()
