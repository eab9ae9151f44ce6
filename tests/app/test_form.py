"""The form of the app: a page picks, asks once and shows; nothing is worked out here."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent.parent / "app"
PAGES = sorted((APP / "pages").glob("*.py"))
PARTS = sorted((APP / "parts").glob("*.py"))
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
MOST_STATEMENTS = 40


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_short(page):
    statements = [node for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))) if isinstance(node, ast.stmt)]

    assert len(statements) < MOST_STATEMENTS


@pytest.mark.parametrize("file", [*PAGES, *PARTS], ids=lambda path: path.stem)
def test_no_arithmetic_is_done_on_a_page(file):
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    found = [node.lineno for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)]

    assert not found
