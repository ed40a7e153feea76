"""Executes a notebook from top to bottom and prints a line for each code cell: `ok <n>`, or `FAILED <n> <error>` for the one that stopped it."""
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

path = sys.argv[1]
notebook = nbformat.read(path, as_version=4)
client = NotebookClient(notebook, timeout=180, kernel_name="python3")


def told(cell, cell_index, execute_reply, **_):
    if execute_reply["content"]["status"] == "ok":
        print(f"ok {cell_index}", flush=True)


client.on_cell_executed = told
try:
    client.execute()
except CellExecutionError as error:
    print(f"FAILED {len(notebook.cells)} {str(error)[-2000:]}", flush=True)
    sys.exit(1)
