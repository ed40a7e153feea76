import unittest
from datetime import datetime, timezone
from decimal import Decimal

import pyarrow as pa
from py4j.protocol import Py4JError, Py4JNetworkError

from reelhouse_glue.arguments import read_arguments
from reelhouse_glue.failure import JobFailed, step
from reelhouse_glue.outputs import csv_lines
from reelhouse_glue.parquet_text import column_texts
from reelhouse_glue.rules import RuleRun, parse_rule

GIVEN = ["--JOB_NAME", "x", "--dataset", "movielens", "--drop", "0123456789abcdef", "--processed-bucket", "p-1", "--enable-metrics", "--archive-bucket=a-1"]


class Arguments(unittest.TestCase):
    def test_arguments_are_read_beside_those_of_glue(self):
        found = read_arguments([*GIVEN, "--accept-rejects", "true"])
        self.assertEqual((found.dataset, found.drop, found.archive_bucket, found.accepts_rejects), ("movielens", "0123456789abcdef", "a-1", True))

    def test_what_glue_adds_is_passed_over_and_told(self):
        said = []
        read_arguments([*GIVEN, "true", "--TempDir", "s3://x/", "--attempt", "2"], said.append)
        self.assertEqual(said, ["arguments passed over: --JOB_NAME, --enable-metrics, --TempDir"])

    def test_every_wrong_argument_is_named_at_once(self):
        with self.assertRaisesRegex(JobFailed, "--dataset .*; --drop .*; --processed-bucket is missing; --archive-bucket is missing; --accept-rejects"):
            read_arguments(["--dataset", "../x", "--drop", "1", "--accept-rejects", "yes"])

    def test_an_unknown_argument_that_resembles_one_and_one_given_twice_are_refused(self):
        for slip, meant in [("--accept_rejects", "accept-rejects"), ("--drops", "drop"), ("--Dataset", "dataset"), ("--archivebucket", "archive-bucket")]:
            with self.assertRaisesRegex(JobFailed, f"{slip} is unknown: is --{meant} meant"):
                read_arguments([*GIVEN, slip, "x"])
        with self.assertRaisesRegex(JobFailed, "--drop is there twice"):
            read_arguments([*GIVEN, "--drop", "0123456789abcdef"])

    def test_ids_and_booleans_that_are_nearly_right_are_refused(self):
        for name, value in [("drop", "0123456789ABCDEF"), ("drop", "0123456789abcde"), ("drop", "0123456789abcdef\n"), ("drop", ""), ("dataset", "Movie"), ("dataset", "")]:
            with self.assertRaisesRegex(JobFailed, f"--{name} is"):
                read_arguments([f"--{name}={value}", *[each for at, each in enumerate(GIVEN) if f"--{name}" not in (each, GIVEN[at - 1])]])
        for value in ("True", "1", "yes", "", " true"):
            with self.assertRaisesRegex(JobFailed, "--accept-rejects is"):
                read_arguments([*GIVEN, f"--accept-rejects={value}"])
        with self.assertRaisesRegex(JobFailed, "--attempt is"):
            read_arguments([*GIVEN, "--attempt", "-1"])


class Failures(unittest.TestCase):
    def test_a_failure_says_its_innermost_step(self):
        with self.assertRaisesRegex(JobFailed, "^rule a/1.sql: ValueError: no"):
            with step("outer"), step("rule a/1.sql"):
                raise ValueError("no")

    def test_a_spark_that_is_gone_is_said_to_be_killed_with_the_step_it_was_in(self):
        for error in (ConnectionRefusedError(111, "Connection refused"), Py4JNetworkError("Answer from Java side is empty"), Py4JError("An error occurred while calling o41.count")):
            with self.assertRaisesRegex(JobFailed, "^writing bookings: Spark's process was killed"):
                with step("writing bookings"):
                    raise error
        with self.assertRaisesRegex(JobFailed, "^counting: Py4JError: An error occurred while calling o41.x"):
            with step("counting"):
                raise Py4JError("An error occurred while calling o41.x. Trace:\nMethod x does not exist")

    def test_a_spark_that_is_gone_hides_no_failure(self):
        class Gone:
            def __getattr__(self, name):
                raise ConnectionRefusedError(111, "Connection refused")

        run = RuleRun(Gone(), "bookings", [])
        run._views.append("raw_bookings")
        run.close()

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
        repeated = 811901856_123_456_789  # 00:17:36 UTC on 1995-09-24, in the hour that Berlin had twice
        self.assertEqual(texts([repeated, repeated + 3_600 * 10**9], pa.timestamp("ns", "Europe/Berlin")), ["1995-09-24 00:17:36.123456+00", "1995-09-24 01:17:36.123456+00"])
        self.assertEqual(texts([-1], pa.timestamp("ns", "Asia/Tokyo"), "datetime"), ["1969-12-31T23:59:59.999999Z"])
        self.assertEqual(texts([b"a\\\xff"], pa.binary()), ["a\\x5C\\xFF"])
        with self.assertRaisesRegex(JobFailed, "column c is of the type list"):
            texts([[1]], pa.list_(pa.int64()))


if __name__ == "__main__":
    unittest.main()
