"""Runs the checks of one client and prints a line for each, for the runner to count."""
import os
import sys
import time
import traceback
from typing import Callable

PORT = int(os.environ.get("TWIN_PORT", "0"))
PREFIX = os.environ.get("TWIN_DATABASE", "CLIENTS")
CONNECTION = {
    "user": "tester",
    "password": "secret",
    "account": "test",
    "host": "127.0.0.1",
    "port": PORT,
    "protocol": "http",
}

checks: list[tuple[str, Callable[[], None]]] = []


def check(sentence: str):
    """Registers a function under the sentence that is true when it passes."""

    def register(function: Callable[[], None]):
        checks.append((sentence, function))
        return function

    return register


def equal(got, expected) -> None:
    assert got == expected, f"got {got!r}, expected {expected!r}"


def run_checks() -> None:
    failed = 0
    for sentence, function in checks:
        started = time.monotonic()
        try:
            function()
            print(f"ok {sentence} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception as error:  # a failed check must not hide the next ones
            failed += 1
            text = " ".join(f"{type(error).__name__}: {error}".split())[-900:]
            print(f"not ok {sentence}: {text}", flush=True)
            if os.environ.get("TRACE"):
                traceback.print_exc()
    sys.exit(1 if failed else 0)
