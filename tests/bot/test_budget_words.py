"""What owners type after /budget, as they type it."""

from decimal import Decimal

import pytest

from bot.commands.budget_words import read_budget
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.money.budgets import BudgetCommand, Limit, Verb
from storage.budgets import REQUESTS, Period, Scope

DAY, MONTH = Period.DAY, Period.MONTH


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", BudgetCommand(Verb.SHOW)),
        ("reload", BudgetCommand(Verb.RELOAD)),
        (
            "set @anna 20 EUR/day",
            BudgetCommand(Verb.SET, Scope.PERSON, "@anna", Limit(Decimal(20), "EUR", DAY)),
        ),
        (
            "chat 100/day",
            BudgetCommand(Verb.SET, Scope.CHAT, "", Limit(Decimal(100), REQUESTS, DAY)),
        ),
        (
            "desk 500 EUR/month",
            BudgetCommand(Verb.SET, Scope.DESK, "", Limit(Decimal(500), "EUR", MONTH)),
        ),
        (
            "SET  Anna Bauer 20,50 eur a day",
            BudgetCommand(
                Verb.SET, Scope.PERSON, "Anna Bauer", Limit(Decimal("20.50"), "EUR", DAY)
            ),
        ),
        (
            "set 1001 €5 per month",
            BudgetCommand(Verb.SET, limit=Limit(Decimal(5), "EUR", MONTH), whom="1001"),
        ),
        ("set 20 EUR/day", BudgetCommand(Verb.SET, limit=Limit(Decimal(20), "EUR", DAY))),
        (
            "set me 30 requests daily",
            BudgetCommand(Verb.SET, whom="me", limit=Limit(Decimal(30), REQUESTS, DAY)),
        ),
        ("off @anna", BudgetCommand(Verb.OFF, Scope.PERSON, "@anna")),
        ("off chat", BudgetCommand(Verb.OFF, Scope.CHAT)),
        ("off desk EUR/month", BudgetCommand(Verb.OFF, Scope.DESK, "", unit="EUR", period=MONTH)),
    ],
)  # fmt: skip
def test_budgets_are_read_as_people_write_them(text: str, command: BudgetCommand) -> None:
    assert command == read_budget(text)


@pytest.mark.parametrize(
    "text",
    [
        "set @anna", "20 EUR/day", "set @anna -5 EUR/day", "set @anna 1,000 EUR/day",
        "set @anna 0/day", "set @anna 1.5/day", "set @anna 20 EUR", "set @anna 20 EURO9/day",
        "set @anna 20 EUR/year", "set @anna 1.5.3 EUR/day", "reload now", "off",
        "set @anna 99999999999 EUR/day", "set @anna 20 EUR/day please",
    ],
)  # fmt: skip
def test_anything_else_gets_one_sentence(text: str) -> None:
    with pytest.raises(RefusedRequest) as raised:
        read_budget(text)

    assert Why.NOT_A_BUDGET is raised.value.why
