"""The job's arguments, checked before anything starts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from .failure import JobFailed

BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
PATTERNS = {
    "dataset": r"[a-z][a-z0-9_-]*",
    "drop": r"[0-9a-f]{16}",
    "processed-bucket": BUCKET,
    "archive-bucket": BUCKET,
    "accept-rejects": r"true|false",
    "attempt": r"[0-9]{1,9}",
}
# `attempt` is for whoever starts the job: it tells a replay's run from the one before it.
OPTIONAL = {"accept-rejects": "false", "attempt": "0"}
RESEMBLES = 0.75


@dataclass(frozen=True)
class Arguments:
    dataset: str
    drop: str
    processed_bucket: str
    archive_bucket: str
    accepts_rejects: bool


def read_arguments(argv: list[str], tell: Callable[[str], None] | None = None) -> Arguments:
    """`--name value` or `--name=value`. Raises `JobFailed` with every fault at once.

    Glue adds arguments of its own (`--JOB_NAME`, `--enable-metrics`, ...), and no list of them is complete: what is not the job's is
    passed over and told. A name that resembles one of the job's is a slip, and refused.
    """
    faults, passed_over, given = [], [], {}
    for name, value in _pairs(argv):
        meant = get_close_matches(name.lower().replace("_", "-"), PATTERNS, 1, RESEMBLES)
        if name in given:
            faults.append(f"--{name} is there twice")
        elif name in PATTERNS:
            given[name] = value
        elif meant:
            faults.append(f"--{name} is unknown: is --{meant[0]} meant?")
        else:
            passed_over.append(f"--{name}")
    for name, pattern in PATTERNS.items():
        value = given.get(name, OPTIONAL.get(name))
        if value is None:
            faults.append(f"--{name} is missing")
        elif not re.fullmatch(pattern, value):
            faults.append(f'--{name} is "{value}", which does not match {pattern}')
    if tell and passed_over:
        tell(f"arguments passed over: {', '.join(passed_over)}")
    if faults:
        raise JobFailed(f"arguments: {'; '.join(faults)}")
    return Arguments(
        dataset=given["dataset"],
        drop=given["drop"],
        processed_bucket=given["processed-bucket"],
        archive_bucket=given["archive-bucket"],
        accepts_rejects=given.get("accept-rejects") == "true",
    )


def _pairs(argv: list[str]) -> list[tuple[str, str]]:
    """A name without a value has an empty one; a value without a name, as Glue leaves some, is nobody's."""
    pairs = []
    at = 0
    while at < len(argv):
        name, equals, value = argv[at].removeprefix("--").partition("=")
        is_name = argv[at].startswith("--")
        if is_name and not equals and at + 1 < len(argv) and not argv[at + 1].startswith("--"):
            at += 1
            value = argv[at]
        if is_name:
            pairs.append((name, value))
        at += 1
    return pairs
