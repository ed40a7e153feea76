"""A drop in the processed bucket: which members it has, by its receipt and its manifest."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from . import storage
from .contract import Table


@dataclass(frozen=True)
class Member:
    path: str
    table: Table
    format: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Drop:
    dataset: str
    drop: str
    mode: str
    sequence: int | None
    produced_at: str | None
    """What is read, in the order of the manifest. Of twins it is the CSV: every field of it was checked at the front door."""
    members: tuple[Member, ...]
    """Tables of which the drop has a member, with rows or without."""
    tables: tuple[str, ...]
    """The members as the receipt has them."""
    receipt: tuple[dict[str, Any], ...]
    """What the manifest says of itself: other than the drop's means that it was changed after the front door."""
    dataset_of_manifest: str
    id_of_manifest: str


def folder(dataset: str, drop: str) -> str:
    return f"drops/{dataset}/{drop}/"


def read_drop(bucket: str, dataset: str, drop: str, contract: dict[str, Table]) -> Drop:
    at = folder(dataset, drop)
    manifest = json.loads(storage.get_bytes(bucket, f"{at}manifest.json"))
    receipt = json.loads(storage.get_bytes(bucket, f"{at}receipt.json"))
    kinds = {member["path"]: (member["table"], member["format"]) for member in receipt["members"]}
    listed = [
        Member(resource["path"], contract[table], kind, resource["bytes"], resource.get("rowCount") or 0)
        for resource in manifest["resources"]
        for table, kind in [kinds.get(resource["path"], (None, "document"))]
        if table is not None
    ]
    stems = {_stem(member.path) for member in listed if member.format == "csv"}
    present = {member.table.table for member in listed}
    own = manifest["reelhouse"]
    return Drop(
        dataset=dataset,
        drop=drop,
        mode=own["mode"],
        sequence=own["sequence"],
        produced_at=own["producedAt"],
        members=tuple(each for each in listed if each.format == "csv" or _stem(each.path) not in stems),
        tables=tuple(table.table for table in contract.values() if table.table in present),
        receipt=tuple(receipt["members"]),
        dataset_of_manifest=manifest["name"],
        id_of_manifest=drop_id(manifest),
    )


def _stem(path: str) -> str:
    return re.sub(r"\.(csv|parquet)$", "", path, flags=re.IGNORECASE)


def drop_id(manifest: dict) -> str:
    """As `shared/manifest/drop-id.ts` makes it: members sorted by path in UTF-16 code units."""
    canonical = {
        "dataset": manifest["name"],
        "members": [
            {
                "bytes": resource["bytes"],
                "path": resource["path"],
                "rowCount": resource.get("rowCount"),
                "sha256": resource["hash"].removeprefix("sha256:").lower(),
            }
            for resource in sorted(manifest["resources"], key=lambda each: each["path"].encode("utf-16-be"))
        ],
        "mode": manifest["reelhouse"]["mode"],
        "sequence": manifest["reelhouse"]["sequence"],
    }
    return short_hash(compact_json(canonical))


def compact_json(value: Any) -> str:
    """As `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
