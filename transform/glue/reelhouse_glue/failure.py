"""Says of a run that fails in which step it did."""

from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError, Py4JNetworkError


class JobFailed(Exception):
    """Our fault or the machine's, never the sender's: the run fails, and nothing of the drop is loaded."""


SPARK_GONE = "Spark's process was killed: its Java no longer answers. A machine that is short of memory does that, and so does kill -9"


def is_spark_gone(error: Exception) -> bool:
    """Py4J tells a call that got no answer from one that Java refused only by the trace that comes with a refusal."""
    if isinstance(error, (ConnectionError, Py4JNetworkError)):
        return True
    return type(error) is Py4JError and "Trace:" not in str(error)


@contextmanager
def step(name: str, tell=None) -> Iterator[None]:
    """Raises `JobFailed` with the step's name for whatever fails in it, unless a step inside it has said so already."""
    if tell:
        tell(name)
    try:
        yield
    except (JobFailed, Refused):
        raise
    except Exception as error:
        if is_spark_gone(error):
            raise JobFailed(f"{name}: {SPARK_GONE}") from error
        text = str(error).strip().split("\n\nJVM stacktrace", 1)[0]
        raise JobFailed(f"{name}: {type(error).__name__}: {text[:2000]}") from error


class Refused(Exception):
    """The sender must mend it: quarantine, never a failed run. `faults` are as `shared/errors.ts` has them."""

    def __init__(self, faults: list[dict], fault_count: int):
        super().__init__("; ".join(f"{each['code']}: {each['message']}" for each in faults))
        self.faults = faults
        self.fault_count = fault_count
