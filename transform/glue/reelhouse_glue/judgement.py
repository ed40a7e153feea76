"""Whether so many rejects are within the contract, and what the sender is told where they are not: as `functions/transform/threshold.ts`. Pure."""

import math
from decimal import Decimal
from typing import Any

from .drop import compact_json, short_hash
from .failure import Refused

LISTED = 20
FAULTS_KEPT = 1_000
REMEDIES = {
    "MANIFEST_CHANGED": "Leave the processed bucket to Reelhouse, and upload the drop to the landing bucket again.",
    "PARQUET_UNREADABLE": "Write the file again with a current Parquet library, and send the drop again.",
    "REJECT_THRESHOLD_EXCEEDED": "Mend the rows that the reason lists and send the drop again.",
    "ROW_REJECTED": "Mend the row; the rejects in the archive hold it as it came, with the reason.",
}


def check_manifest(dataset: str, drop: str, dataset_of_manifest: str, id_of_manifest: str) -> None:
    """Raises `Refused` when the manifest is not that of the drop: as `shared/manifest/published.ts`."""
    if (dataset, drop) == (dataset_of_manifest, id_of_manifest):
        return
    message = "The manifest in the processed bucket is not that of the drop whose folder it is in."
    details = {"found": f"{dataset_of_manifest}/{id_of_manifest}", "expected": f"{dataset}/{drop}"}
    raise Refused([_fault("MANIFEST_CHANGED", message, entry="manifest.json", **details)], 1)


def unreadable(member: str, found: str) -> dict:
    return _fault("PARQUET_UNREADABLE", f"{member} cannot be read to its end: {found}", entry=member, found=found)


def check_thresholds(tables: list[dict], thresholds: dict[str, float], receipt: tuple[dict, ...]) -> None:
    """Raises `Refused` when a table has more rejected rows than its contract allows. `thresholds`: shares by table."""
    excess = [each for each in tables if each["rejected"] > each["rows"] * thresholds[each["table"]]]
    if not excess:
        return
    seen: dict[tuple[str, int], list[dict]] = {}
    for member in receipt:
        for value in member.get("valueFaultSamples") or []:
            seen.setdefault((value.get("entry"), value.get("record")), []).append(value)
    faults = []
    for table in excess:
        faults.append(_summary(table, thresholds[table["table"]]))
        for sample in table["samples"][:LISTED]:
            faults.append(_row(sample, seen.get((sample["file"], sample["row"]), [])))
    raise Refused(faults, sum(table["rejected"] for table in excess))


def _fault(code: str, message: str, **details: Any) -> dict:
    return {"code": code, "message": message, "remedy": REMEDIES[code], **details}


def _summary(table: dict, threshold: float) -> dict:
    rows, rejected, samples = table["rows"], table["rejected"], table["samples"]
    most = sorted(table["reasons"].items(), key=lambda each: -each[1])
    reasons = ", ".join(f"{reason} {count}" for reason, count in most)
    were = "row was" if rejected == 1 else "rows were"
    return _fault(
        "REJECT_THRESHOLD_EXCEEDED",
        f"{table['table']}: {rejected} {were} rejected ({reasons}), {_percent(rejected / rows)} of {rows} rows; "
        f"the contract allows {_percent(threshold)}.",
        entry=samples[0]["file"] if samples else table["table"],
        found=f"{rejected} rejected",
        expected=f"at most {math.floor(rows * threshold)}",
    )


def _row(sample: dict, values: list[dict]) -> dict:
    file, row, reason = sample["file"], sample["row"], sample["reason"]
    details = "; ".join(
        f'{value.get("column", "undefined")} is "{value.get("found", "")}"'
        + (f", expected {value['expected']}" if "expected" in value else "")
        for value in values
    )
    first = values[0] if values else {}
    seen = {name: first[name] for name in ("line", "column", "offset") if name in first}
    expected = {"expected": first["expected"]} if "expected" in first else {}
    row_text = first.get("text", sample.get("text"))
    text = {"text": row_text} if row_text is not None else {}
    message = f"{file}, row {row}: {reason}{f': {details}' if details else ''}."
    return _fault("ROW_REJECTED", message, entry=file, record=row, **seen, found=first.get("found", reason), **expected, **text)


def _percent(share: float) -> str:
    """`Number((share * 100).toPrecision(3))`, as JavaScript writes it down to a millionth."""
    return f"{Decimal(f'{share * 100:.3g}').normalize():f} %"


def reason_of(drop: str, dataset: str, refused: Refused) -> dict:
    """What lies in quarantine: as `reasonOf` in `shared/quarantine.ts`."""
    faults = refused.faults[:FAULTS_KEPT]
    return {
        "id": drop,
        "dataset": dataset,
        "step": "transform",
        "code": faults[0]["code"],
        "faults": faults,
        "faultCount": refused.fault_count,
        "object": None,
        "noticeId": short_hash(compact_json([drop, refused.fault_count, faults])),
    }
