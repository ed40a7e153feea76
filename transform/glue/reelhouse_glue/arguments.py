"""The job's arguments, checked before anything starts."""

import re
from dataclasses import dataclass

from .failure import JobFailed

BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
PATTERNS = {
    "dataset": r"[a-z][a-z0-9_-]*",
    "drop": r"[0-9a-f]{16}",
    "processed-bucket": BUCKET,
    "archive-bucket": BUCKET,
    "accept-rejects": r"true|false",
}
OPTIONAL = {"accept-rejects": "false"}


@dataclass(frozen=True)
class Arguments:
    dataset: str
    drop: str
    processed_bucket: str
    archive_bucket: str
    accepts_rejects: bool


def read_arguments(argv: list[str]) -> Arguments:
    """`--name value` or `--name=value`. What Glue adds of its own (`--JOB_NAME`, `--enable-metrics`, ...) is passed over.

    Raises `JobFailed` with every fault at once.
    """
    given: dict[str, str] = {}
    at = 0
    while at < len(argv):
        name, equals, value = argv[at].removeprefix("--").partition("=")
        if argv[at].startswith("--") and not equals and at + 1 < len(argv) and not argv[at + 1].startswith("--"):
            at += 1
            value = argv[at]
        given[name] = value
        at += 1
    faults = []
    for name, pattern in PATTERNS.items():
        value = given.get(name, OPTIONAL.get(name))
        if value is None:
            faults.append(f"--{name} is missing")
        elif not re.fullmatch(pattern, value):
            faults.append(f'--{name} is "{value}", which does not match {pattern}')
    if faults:
        raise JobFailed(f"arguments: {'; '.join(faults)}")
    return Arguments(
        dataset=given["dataset"],
        drop=given["drop"],
        processed_bucket=given["processed-bucket"],
        archive_bucket=given["archive-bucket"],
        accepts_rejects=given.get("accept-rejects") == "true",
    )
