"""The Glue job: applies a dataset's rules to one drop. Arguments: --dataset, --drop, --processed-bucket, --archive-bucket,
--accept-rejects (true: however many rows are rejected). The ledger is the bookmark; plain DataFrames, so it runs on any Spark 3.5.
"""

import sys
from importlib.resources import files

from pyspark.sql import SparkSession

from reelhouse_glue.arguments import read_arguments
from reelhouse_glue.failure import JobFailed, Refused
from reelhouse_glue.transform import configure, transform_drop, write_reason


def tell(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    given = read_arguments(sys.argv[1:], tell)
    spark = SparkSession.builder.appName(f"reelhouse-{given.dataset}-{given.drop}").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    configure(spark)
    try:
        done = transform_drop(
            spark,
            files("reelhouse_glue").joinpath("assets"),
            given.dataset,
            given.drop,
            given.processed_bucket,
            given.archive_bucket,
            given.accepts_rejects,
            tell,
        )
        for table in done["tables"]:
            tell(f"{table['table']}: {table['rows']} rows, {table['accepted']} accepted, {table['rejected']} rejected")
    except Refused as refused:
        # The sender's fault, not the run's: it goes into quarantine, from where people are told and the ledger is kept.
        key = write_reason(given.processed_bucket, given.dataset, given.drop, refused)
        tell(f"refused: {refused}; see {key}")
    spark.stop()  # not after a failure: a Java that is gone would hide it behind its own


if __name__ == "__main__":
    try:
        main()
    except JobFailed as failure:
        raise SystemExit(f"JobFailed: {failure}") from failure
