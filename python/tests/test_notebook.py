"""The notebook of ten cells runs."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).resolve().parents[1] / "examples/ten-cells.ipynb"


def test_the_notebook_runs():
    notebook = nbformat.read(PATH, as_version=4)
    assert len(notebook.cells) == 10
    assert not [cell for cell in notebook.cells if cell.get("outputs")], "clear the outputs"
    client = NotebookClient(notebook, resources={"metadata": {"path": PATH.parent}}, timeout=120)
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
