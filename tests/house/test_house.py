"""Rules about the house itself that are worth saying twice."""

import ast
import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.flows.asking.asking import Why
from bot.flows.telling.topics import Topic
from bot.settings import Settings
from bot.texts.cards import REASONS, SIGNS, STORIES
from bot.texts.duty import DUTY_NEWS
from bot.texts.methods import ASK, DONE, METHODS, UNDER_WAY
from bot.texts.news import PRIVATE_NEWS, SESSION_NEWS
from bot.texts.phrases import PHRASES
from bot.texts.refusals import SENTENCES
from providers.catalog import Catalog
from sandbox.bot_process import PRIVATE
from storage.lifecycle import SessionState
from storage.sessions import Reason

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "providers", "storage", "sandbox")
SOURCES = sorted(file for floor in FLOORS for file in (ROOT / floor).rglob("*.py"))
NO_ROOM = {"utils", "helpers", "common", "base", "manager", "core"}
CODES = {Topic.CODE, Topic.CODE_IN_GROUP}  # worded by `texts.number_cards`, with the code
LONGEST = 300  # lines; above it a table or a value type is hiding

# What is read in one module only, so that everybody else can be given it.
ONE_PLACE = {
    "os.environ": {"bot/environment.py", "sandbox/__main__.py", "sandbox/bot_process.py"},
    "datetime.now(": {"bot/clock.py", "sandbox/clock.py"},
}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_has_a_name_that_says_something_and_fits_on_a_few_screens(file: Path) -> None:
    assert file.stem not in NO_ROOM
    assert len(file.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize(("words", "rooms"), ONE_PLACE.items())
def test_the_clock_and_the_environment_are_read_in_one_place(words: str, rooms: set[str]) -> None:
    found = {str(file.relative_to(ROOT)) for file in SOURCES if words in file.read_text()}

    assert found <= rooms


@pytest.mark.parametrize("floor", FLOORS)
def test_a_package_file_holds_only_its_docstring(floor: str) -> None:
    """One name, one address: nothing is exported a second time."""
    for file in (ROOT / floor).rglob("__init__.py"):
        body = ast.parse(file.read_text()).body
        assert all(isinstance(part, ast.Expr) for part in body), file


def test_everything_that_can_happen_has_its_words() -> None:
    assert set(Why) == set(SENTENCES)
    assert set(SessionState) == set(PHRASES) == set(SIGNS) == set(STORIES)
    assert set(Reason) == set(REASONS)
    assert set(Topic) == set(SESSION_NEWS) | set(PRIVATE_NEWS) | set(DUTY_NEWS) | CODES
    assert set(METHODS) == set(ASK) == set(DONE) == set(UNDER_WAY)


def test_the_town_takes_no_setting_of_the_desk_from_the_shell() -> None:
    names = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert len(names) > 40
    assert [] == [name for name in names if not name.startswith(PRIVATE)]


def test_the_example_names_every_variable_with_its_default_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    listed = dict(re.findall(r"^(?:# )?([A-Z_]+)=([^ \n]*)", example, flags=re.MULTILINE))
    required = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    ours = {name.upper(): field for name, field in Settings.model_fields.items()}
    theirs = {variable.name: variable for variable in Catalog.variables()}

    assert ours.keys() | theirs.keys() == listed.keys()
    assert {name for name, field in ours.items() if field.is_required()} == required
    for name, field in ours.items():
        if field.default not in {PydanticUndefined, None}:
            assert str(field.default).lower() == listed[name].lower()
    for name, variable in theirs.items():
        assert (variable.default or "") == listed[name]
