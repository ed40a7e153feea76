"""Makes clean rows and rejects of one drop, and says last in `_DONE.json` what became of each row: what `functions/transform` does."""

import json
from collections.abc import Callable
from importlib.resources.abc import Traversable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from . import storage
from .contract import Table, read_contract
from .drop import Drop, read_drop
from .failure import JobFailed, Refused, step
from .inputs import RANGE_BYTES, read_members
from .judgement import check_manifest, check_thresholds, reason_of
from .outputs import OutputFile, write_parts
from .printable import printable
from .rules import RuleRun, load_rules
from .unreadable import unreadable_members

# A part's file has then the 10 to 100 MB that Snowflake asks for, and it is the part of the small engine.
ROWS_PER_PART = 2_000_000
SAMPLES = 100
# Of a rejected row, for people: as in `shared/csv/faults.ts`.
TEXT_CHARACTERS = 200
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # Backslashes in the rules' patterns are the pattern's, as in standard SQL.
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
}


def configure(spark: SparkSession) -> None:
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    spark.conf.set("spark.sql.shuffle.partitions", str(max(2 * spark.sparkContext.defaultParallelism, 4)))


def transform_drop(
    spark: SparkSession,
    assets: Traversable,
    dataset: str,
    drop: str,
    processed_bucket: str,
    archive_bucket: str,
    accepts_rejects: bool = False,
    tell: Callable[[str], None] | None = None,
    range_bytes: int = RANGE_BYTES,
    rows_per_part: int = ROWS_PER_PART,
) -> dict:
    """Gives what `_DONE.json` holds. Raises `Refused` when a Parquet member's pages cannot be read, and when a table has more rejects than
    its contract allows, unless they are accepted."""
    with step("contract, rules and receipt", tell):
        if not assets.joinpath("contracts", dataset).is_dir():
            raise JobFailed(f"there is no contract for the dataset {dataset}")
        contract = read_contract(assets, dataset)
        rules = load_rules(assets, dataset)
        given = read_drop(processed_bucket, dataset, drop, contract)
        check_manifest(dataset, drop, given.dataset_of_manifest, given.id_of_manifest)
    run = RuleRun(spark, dataset, rules, tell)
    try:
        with step("reading the members", tell):
            frames = read_members(spark, processed_bucket, given, list(contract.values()), range_bytes)
        run.bind(frames, given.tables)
        run.run_drop_rules()
        tables = [
            _write_table(run, frames[table.table], table, given, archive_bucket, rows_per_part, tell)
            for table in _tables_with_rows(given)
        ]
    except JobFailed as failure:
        try:
            faults = unreadable_members(spark, processed_bucket, given)
        except Exception:  # Spark itself is gone, say: what failed first is what there is to know
            raise failure from failure.__cause__
        if faults:
            raise Refused(faults, len(faults)) from failure
        raise
    finally:
        run.close()
    if not accepts_rejects:
        check_thresholds(tables, {table.table: table.reject_threshold for table in contract.values()}, given.receipt)
    done = {
        "dataset": dataset,
        "drop": drop,
        "engine": "glue",
        "mode": given.mode,
        "sequence": given.sequence,
        "producedAt": given.produced_at,
        "tables": tables,
    }
    with step("_DONE.json", tell):
        _put_json(archive_bucket, f"{dataset}/_drops/{drop}/_DONE.json", done, {"drop": drop})
    return done


def write_reason(bucket: str, dataset: str, drop: str, refused: Refused) -> str:
    reason = reason_of(drop, dataset, refused)
    key = f"quarantine/{dataset}/{drop}/reason.json"
    _put_json(bucket, key, reason, {"drop": drop, "code": reason["code"]})
    return key


def _put_json(bucket: str, key: str, value: dict, metadata: dict[str, str]) -> None:
    body = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    storage.put(bucket, key, body.encode("utf-8"), "application/json", metadata)


def _tables_with_rows(drop: Drop) -> list[Table]:
    """In the order in which the manifest's members name them."""
    return list({member.table.table: member.table for member in drop.members if member.rows > 0}.values())


def _write_table(
    run: RuleRun, raw: DataFrame, table: Table, drop: Drop, bucket: str, rows_per_part: int, tell
) -> dict:
    parts = _parts(drop, table, rows_per_part)
    checked = run.keep(_with_part(run.checked(table.table), drop, table, rows_per_part))
    with step(f"rule {drop.dataset}/{run.file_of(table.table)}: counting", tell):
        counts: dict[int, dict[str | None, int]] = {part: {} for part in parts}
        for row in checked.groupBy("_part", "_reason").count().collect():
            counts[row["_part"]][row["_reason"]] = row["count"]
        for part, (member, rows) in parts.items():
            if sum(counts[part].values()) != rows:
                raise JobFailed(
                    f"rule {drop.dataset}/{run.file_of(table.table)}: {member}: {rows} rows went in and "
                    f"{sum(counts[part].values())} came out. A rule must keep every row"
                )
    with step(f"writing {table.table}", tell):
        files = _write_accepted(checked, table, drop, bucket, sum(None in each for each in counts.values()))
    rejected = {part: sum(n for reason, n in each.items() if reason is not None) for part, each in counts.items()}
    with step(f"writing the rejects of {table.table}", tell):
        reject_parts = sum(1 for count in rejected.values() if count > 0)
        rejects = run.keep(_rejects(checked, raw, table)) if reject_parts else None
        reject_files = _write_rejects(rejects, table, drop, bucket, reject_parts) if rejects else {}
        samples = _samples(rejects, table) if rejects else []
    _hold_against(files, {part: each.get(None, 0) for part, each in counts.items()}, table)
    _hold_against(reject_files, rejected, table)
    reasons: dict[str, int] = {}
    for each in counts.values():
        for reason, count in each.items():
            if reason is not None:
                reasons[reason] = reasons.get(reason, 0) + count
    rows, refused = sum(count for _, count in parts.values()), sum(rejected.values())
    return {
        "table": table.table,
        "target": table.target,
        "rows": rows,
        "accepted": rows - refused,
        "rejected": refused,
        "reasons": dict(sorted(reasons.items())),
        "files": [vars(files[part]) for part in sorted(files)],
        "rejectFiles": [vars(reject_files[part]) for part in sorted(reject_files)],
        "samples": samples,
    }


def _parts(drop: Drop, table: Table, rows_per_part: int) -> dict[int, tuple[str, int]]:
    """Of each part: its member and how many rows it has."""
    parts: dict[int, tuple[str, int]] = {}
    for member in drop.members:
        if member.table.table == table.table:
            for first in range(0, member.rows, rows_per_part):
                parts[len(parts)] = (member.path, min(rows_per_part, member.rows - first))
    return parts


def _with_part(checked: DataFrame, drop: Drop, table: Table, rows_per_part: int) -> DataFrame:
    first: dict[str, int] = {}
    for part, (member, _) in _parts(drop, table, rows_per_part).items():
        first.setdefault(member, part)
    base = F.create_map(*[F.lit(value) for each in first.items() for value in each])[F.col("_source_file")]
    within = F.floor((F.col("_source_row") - 1) / F.lit(rows_per_part)).cast("int")
    return checked.withColumn("_part", (base + within).cast("int"))


def _samples(rejects: DataFrame, table: Table) -> list[dict]:
    """The first of them, with the start of the row as it came."""
    values = [F.coalesce(F.col(name), F.lit("")) for name in table.columns]
    text = F.substring(F.concat_ws(",", *values), 1, TEXT_CHARACTERS + 1)
    first = rejects.orderBy("_part", "_source_row").limit(SAMPLES).select("_source_file", "_source_row", "_reason", text)
    return [
        {"file": row[0], "row": row[1], "reason": row[2], "text": printable(row[3], TEXT_CHARACTERS)}
        for row in first.collect()
    ]


def _write_accepted(checked: DataFrame, table: Table, drop: Drop, bucket: str, parts: int) -> dict[int, OutputFile]:
    accepted = checked.where(F.col("_reason").isNull()).select(
        *[F.col(name).cast("string").alias(name) for name in table.columns],
        F.lit(drop.drop).alias("_drop_id"),
        F.col("_source_file"),
        F.col("_source_row").cast("string").alias("_source_row"),
        F.col("_part"),
        F.col("_source_row").alias("_row"),
    )
    folder = f"{drop.dataset}/{table.table}/{drop.drop}/"
    return write_parts(accepted, parts, bucket, drop.drop, lambda part: f"{folder}part-{part:05d}.csv.gz")


def _rejects(checked: DataFrame, raw: DataFrame, table: Table) -> DataFrame:
    """The rejected rows as they came, so that the sender finds them and can mend them."""
    why = checked.where(F.col("_reason").isNotNull()).select("_reason", "_source_file", "_source_row", "_part")
    return why.join(raw, ["_source_file", "_source_row"]).select(
        "_reason", "_source_file", "_source_row", *table.columns, "_part"
    )


def _write_rejects(rejects: DataFrame, table: Table, drop: Drop, bucket: str, parts: int) -> dict[int, OutputFile]:
    written = rejects.select(
        F.col("_reason"),
        F.lit(drop.drop).alias("_drop_id"),
        F.col("_source_file"),
        F.col("_source_row").cast("string").alias("_source_row"),
        *[F.col(name) for name in table.columns],
        F.col("_part"),
        F.col("_source_row").alias("_row"),
    )
    folder = f"{drop.dataset}/_rejects/{drop.drop}/"
    return write_parts(written, parts, bucket, drop.drop, lambda part: f"{folder}{table.table}-{part:05d}.csv.gz")


def _hold_against(files: dict[int, OutputFile], expected: dict[int, int], table: Table) -> None:
    for part, rows in expected.items():
        written = files[part].rows if part in files else 0
        if written != rows:
            raise JobFailed(f"part {part} of {table.table}: {rows} rows were to be written and {written} were: a defect of Reelhouse")
