import pytest

from bot.commands.table import COMMANDS
from bot.flows.asking import rights
from bot.flows.asking.rights import may
from bot.texts.help import PAGES, help_for, not_understood
from storage.people import Role


def test_every_command_has_a_page_that_begins_with_it() -> None:
    assert [listed.word for listed in COMMANDS if listed.word not in PAGES] == []
    assert len(COMMANDS) == len(PAGES)
    for word, (_, examples) in PAGES.items():
        assert [] == [one for one in examples if one.split()[0] not in {f"/{word}", "/budget"}]


@pytest.mark.parametrize("asked", ["verify", "/verify", " VERIFY ", "verfy", "/Verify"])
def test_one_command_is_shown_with_examples(asked: str) -> None:
    shown = help_for(Role.OPERATOR, asked).html

    assert shown.startswith("<b>/verify</b>")
    assert "<code>/verify +44 7700 900123 flash</code>" in shown


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("word", PAGES)
def test_nobody_is_shown_what_they_may_not(role: Role, word: str) -> None:
    shown = help_for(role, word).html

    assert may(role, rights.COMMANDS[word]) == shown.startswith(f"<b>/{word}</b>")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("/verfy +44 7700 900000", "/verify +44 7700 900000"),
        ("/VERIFI +44 7700 900000", "/verify +44 7700 900000"),
        ("verify +44 7700 900000 flash", "/verify +44 7700 900000 flash"),
        ("/chek@numdesk_bot +44 7700 900000", "/check +44 7700 900000"),
        ("histroy", "/history"),
        ("/batc", "/batch"),
        ("number <b>", "/number &lt;b&gt;"),
    ],
)
def test_a_slip_is_answered_by_what_was_meant(slip: str, meant: str) -> None:
    assert f"Did you mean <code>{meant}</code>?" == not_understood(Role.OPERATOR, slip).html


@pytest.mark.parametrize("words", ["thanks", "", "/", "👍", "+44 7700 900000", "/acess"])
def test_what_is_like_nothing_is_not_understood(words: str) -> None:
    assert "/help shows all" in not_understood(Role.OPERATOR, words).html


@pytest.mark.parametrize("asked", ["xyzzy", "/😀", "<b>"])
def test_a_command_there_is_not_is_said_before_all_there_are(asked: str) -> None:
    shown = help_for(Role.OPERATOR, asked).html

    assert shown.startswith("You have no command <code>")
    assert "/verify" in shown
    assert "<b></" not in shown


def test_who_only_looks_hears_nothing_of_orders() -> None:
    for said in (help_for(Role.VIEWER), help_for(Role.VIEWER, "verify")):
        assert "/status" in said.html
        assert "flash" not in said.html
        assert "/verify" not in said.html
    assert "/verify" not in not_understood(Role.VIEWER, "hello").html
