"""Runs the SQL files of `transform/rules`, the very ones that the small engine runs: what concerns all rows first, then each table's own."""

import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession

from .failure import JobFailed, is_spark_gone, step


@dataclass(frozen=True)
class Rule:
    """See `functions/transform/rules.ts`."""

    name: str
    file: str
    sql: str
    scope: str
    only_if: str | None


def load_rules(assets: Traversable, dataset: str) -> list[Rule]:
    files = sorted(
        (file for file in assets.joinpath("rules", dataset).iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return [parse_rule(file.name, file.read_text(encoding="utf-8")) for file in files]


def parse_rule(file: str, text: str) -> Rule:
    name = re.fullmatch(r"[0-9]{2}_([a-z0-9_]+)\.sql", file)
    scope = _head(text, "Scope")
    if not name or scope not in ("drop", "part"):
        raise JobFailed(f'the rule {file} must be named NN_<result>.sql and say "-- Scope: drop" or "-- Scope: part"')
    return Rule(name[1], file, text.strip().removesuffix(";"), scope, _head(text, "Only if"))


def _head(text: str, label: str) -> str | None:
    found = re.search(rf"^-- {label}: +([a-z0-9_]+)", text, flags=re.MULTILINE)
    return found[1] if found else None


class RuleRun:
    """The relations of one drop, as views of the session; `close` takes them away again."""

    def __init__(self, spark: SparkSession, dataset: str, rules: list[Rule], tell=None):
        self._spark, self._dataset, self._rules, self._tell = spark, dataset, rules, tell
        self._views: list[str] = []
        self._kept: list[DataFrame] = []
        self._empty: set[str] = set()

    def bind(self, frames: dict[str, DataFrame], tables: tuple[str, ...]) -> None:
        for table, frame in frames.items():
            self._view(f"raw_{table}", frame)
        self._view("drop_tables", self._spark.createDataFrame([(table,) for table in tables], "table_name string"))

    def run_drop_rules(self) -> None:
        for rule in self._rules:
            if rule.scope != "drop":
                continue
            with step(f"rule {self._dataset}/{rule.file}", self._tell):
                found = self._spark.sql(rule.sql)
                if rule.only_if in self._empty:
                    found = found.limit(0)
                found = self.keep(found)
                # All of it, here: whatever is wrong with the rule shows in its own step.
                if found.count() == 0:
                    self._empty.add(rule.name)
                self._view(rule.name, found)

    def checked(self, table: str) -> DataFrame:
        """Every row of a table, with `_reason` where it is rejected."""
        rule = next((each for each in self._rules if each.scope == "part" and each.name == table), None)
        if rule is None:
            raise JobFailed(f"there is no rule for {table}")
        with step(f"rule {self._dataset}/{rule.file}", self._tell):
            return self._spark.sql(rule.sql)

    def file_of(self, table: str) -> str:
        return next(each.file for each in self._rules if each.name == table)

    def keep(self, frame: DataFrame) -> DataFrame:
        """Made once, however often it is read; what does not fit into memory goes to disk."""
        kept = frame.persist(StorageLevel.MEMORY_AND_DISK)
        self._kept.append(kept)
        return kept

    def close(self) -> None:
        try:
            for name in self._views:
                self._spark.catalog.dropTempView(name)
            for frame in self._kept:
                frame.unpersist()
        except Exception as error:
            if not is_spark_gone(error):
                raise  # a Spark that is gone keeps nothing, and the failure that told of it must not be hidden

    def _view(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._views.append(name)
