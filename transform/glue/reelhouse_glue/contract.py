"""A dataset's contract, as far as the job needs it: the same file that `shared/contract` reads and has checked."""

import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable

ENCODINGS = {
    "utf8": "utf-8",
    "utf8sig": "utf-8",
    "ascii": "utf-8",
    "usascii": "utf-8",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "iso88591": "latin-1",
    "latin1": "latin-1",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
}


@dataclass(frozen=True)
class Dialect:
    """See `shared/csv/dialect.ts`, which is where it is checked."""

    delimiter: str
    quote: str | None
    double_quote: bool
    escape: str | None
    header: bool
    skip_initial_space: bool
    comment: str | None
    encoding: str


@dataclass(frozen=True)
class Table:
    resource: str
    target: str
    table: str
    reject_threshold: float
    columns: tuple[str, ...]
    """Type of the field that each column is made from."""
    types: tuple[str, ...]
    """Of each column: the texts that stand for no value."""
    missing: tuple[tuple[str, ...], ...]
    dialect: Dialect


def read_contract(assets: Traversable, dataset: str) -> dict[str, Table]:
    """The tables by resource."""
    descriptor = json.loads(assets.joinpath("contracts", dataset, "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: _table(resource) for resource in descriptor["resources"]}


def _table(resource: dict) -> Table:
    own, schema = resource["reelhouse"], resource["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    of_schema = schema.get("missingValues", [""])
    sources = [fields[column["from"]] for column in own["columns"]]
    return Table(
        resource=resource["name"],
        target=own["table"],
        table=own["table"].split(".", 1)[1].lower(),
        reject_threshold=own["rejectThreshold"],
        columns=tuple(column["name"] for column in own["columns"]),
        types=tuple(field["type"] for field in sources),
        missing=tuple(
            tuple(value["value"] if isinstance(value, dict) else value for value in field.get("missingValues", of_schema))
            for field in sources
        ),
        dialect=_dialect(resource.get("dialect", {}), resource.get("encoding", "utf-8")),
    )


def _dialect(given: dict, encoding: str) -> Dialect:
    quote, escape = given.get("quoteChar", '"'), given.get("escapeChar")
    return Dialect(
        delimiter=given.get("delimiter", ","),
        quote=quote,
        double_quote=given.get("doubleQuote", True) or escape == quote,
        escape=None if escape == quote else escape,
        header=given.get("header", True),
        skip_initial_space=given.get("skipInitialSpace", False),
        comment=given.get("commentChar"),
        encoding=ENCODINGS["".join(c for c in encoding.lower() if c not in "-_ ")],
    )
