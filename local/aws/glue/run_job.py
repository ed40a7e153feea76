"""Runs a script as Glue does, and ends with whoever started it: when that one's end of standard input closes, so does this group."""

import os
import runpy
import signal
import sys
import threading


def end_with_parent() -> None:
    while os.read(0, 4096):  # not sys.stdin, whose lock would abort the interpreter at its end
        pass
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
