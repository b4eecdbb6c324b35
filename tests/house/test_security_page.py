"""The security page promises nothing that no test shows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
ROW = re.compile(r"^\| (?!could try|---)(.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_line_names_a_test() -> None:
    rows = ROW.findall(PAGE)

    assert len(rows) > 30
    assert [] == [row for row in rows if not NAMED.search(row)]


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(PAGE))))
def test_a_named_test_exists(file: str, name: str) -> None:
    body = ast.parse((ROOT / file).read_text()).body
    found = {part.name for part in body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}

    assert name in found


def test_everybody_has_a_part() -> None:
    for who in ("An outsider", "A member", "An administrator of a group", "A provider"):
        assert f"\n## {who}\n" in PAGE
    assert "\n## Somebody with the database file\n" in PAGE
