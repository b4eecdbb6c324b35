"""The pages about providers, held against the code."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from providers.catalog import Catalog, find_providers
from providers.contract import capabilities
from providers.contract.provider import Provider

DOCS = Path(__file__).parents[2] / "docs"
OVERVIEW = DOCS / "providers.md"
WALK = DOCS / "adding-a-provider.md"
PAGES = {page.stem: page for page in sorted((DOCS / "providers").glob("*.md"))}
KINDS = {kind.name: kind for kind in find_providers()}

CAPABILITIES = {
    name: protocol
    for name, protocol in vars(capabilities).items()
    if getattr(protocol, "_is_protocol", False) and protocol.__module__ == capabilities.__name__
}
HEADINGS = [
    "What it does for us",
    "Settings",
    "Callbacks and the address to paste",
    "Quirks and our reading",
    "What we have not seen for real",
]
MARKS = {"yes": True, "": False}
LINK = re.compile(r"\[([^]]+)\]\(([^)#]+)\)")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)

every_provider = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def first_table(text: str) -> list[list[str]]:
    """Read the first table: its header and its rows, without the line between them."""
    lines = text.partition("\n|")[2].partition("\n\n")[0].splitlines()
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(len(row) == len(header) for row in rows)
    return [header, *rows]


def section(text: str, heading: str) -> str:
    """Give what stands under a heading."""
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def columns(header: Sequence[str]) -> list[tuple[str, str]]:
    """Read the providers of the columns: title and address of the page."""
    found = [LINK.fullmatch(cell) for cell in header[2:]]
    return [(link[1], link[2]) for link in found if link is not None]


def test_the_overview_says_what_the_class_lines_say() -> None:
    header, *rows = first_table(OVERVIEW.read_text())
    providers = [Path(address).stem for _, address in columns(header)]
    claimed = {
        (provider, capability.strip("`"))
        for capability, _, *marks in rows
        for provider, mark in zip(providers, marks, strict=True)
        if MARKS[mark]
    }

    assert claimed == {
        (name, capability)
        for name, kind in KINDS.items()
        for capability, protocol in CAPABILITIES.items()
        if protocol in kind.__mro__
    }


def test_the_overview_has_every_provider_and_every_capability_once() -> None:
    header, *rows = first_table(OVERVIEW.read_text())

    assert list(CAPABILITIES) == [row[0].strip("`") for row in rows]
    assert sorted((kind.title, f"providers/{name}.md") for name, kind in KINDS.items()) == sorted(
        columns(header)
    )


def test_every_provider_has_a_page_and_every_page_a_provider() -> None:
    assert set(KINDS) == set(PAGES)


@every_provider
def test_every_page_has_the_same_headings_in_the_same_order(kind: type[Provider]) -> None:
    text = PAGES[kind.name].read_text()

    assert text.startswith(f"# {kind.title}\n")
    assert HEADINGS == HEADING.findall(text)
    for heading in HEADINGS:
        assert section(text, heading).strip(), heading


@every_provider
def test_a_page_names_every_variable_with_its_default_and_no_other(kind: type[Provider]) -> None:
    text = PAGES[kind.name].read_text()
    _, *rows = first_table(section(text, "Settings"))
    defaults = {
        variable.name: "required"
        if variable.is_required
        else f"`{variable.default}`".lower()
        if variable.default
        else "none"
        for variable in Catalog.variables()
        if variable.title == kind.title
    }

    assert defaults == {name.strip("`"): default.lower() for name, default, _ in rows}
    assert set(re.findall(rf"\b{kind.name.upper()}_[A-Z_]+\b", text)) == set(defaults)


@pytest.mark.parametrize("page", [OVERVIEW, WALK, *PAGES.values()], ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    addresses = [address for _, address in LINK.findall(page.read_text()) if "://" not in address]

    assert [] == [address for address in addresses if not (page.parent / address).is_file()]


@pytest.mark.parametrize("page", [OVERVIEW, *PAGES.values()], ids=lambda page: page.name)
def test_a_line_holds_one_sentence(page: Path) -> None:
    """So that a change of the text reads as an edit."""
    lines = page.read_text().splitlines()

    assert [] == [line for line in lines if re.search(r"[a-z`*)][.!?] +[A-Z]", line)]
