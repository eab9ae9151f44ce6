"""Every notebook runs from its first cell to its last, in the order in which a reader runs it."""

import ast
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "app" / "notebooks").glob("*.py"))
CELL = re.compile(r"^# %%.*$", re.MULTILINE)


def cells(notebook: Path) -> list[str]:
    """The cells of a notebook, each with its heading."""
    text = notebook.read_text(encoding="utf-8")
    starts = [found.start() for found in CELL.finditer(text)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_cell_by_cell(notebook, capsys):
    names: dict = {}

    for cell in cells(notebook):
        exec(compile(cell, str(notebook), "exec"), names)

    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_comes_in_by_the_front_door_only(notebook):
    tree = ast.parse(notebook.read_text(encoding="utf-8"))

    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert not [name for name in imported if name.startswith(("vbc_twin.", "app"))]


def test_there_is_a_notebook_to_begin_with():
    assert "first_look" in [path.stem for path in NOTEBOOKS]
