"""How an evening at each kind of service goes: what a person types, and when it is looked again."""

from collections.abc import Awaitable, Callable

from sandbox.fates import Fate
from tests.journeys.fates.evening import LATE, Watch, card_of, id_on, number
from tests.journeys.stage import Stage

Play = Callable[[Stage, list[Fate]], Awaitable[list[Watch]]]
OPEN = {"in progress", "waiting for the code", "outcome unknown"}


def verify(method: str) -> Play:
    """Verify phones; whoever has a code in their hands after half a minute types it."""

    async def play(stage: Stage, fates: list[Fate]) -> list[Watch]:
        watches = [watch_card(stage, fate) for fate in fates]
        for fate in fates:
            await stage.says(f"/verify {number(fate)} {method}")
        await follow(stage, watches, 30)
        for watch in watches:
            code = heard(stage, method, number(watch.fate))
            if watch.look() in OPEN and code:
                await stage.says(f"/code {id_on(watch.card())} {code}")
        await follow(stage, watches, LATE, step=45)
        return watches

    return play


def look_up(command: str) -> Play:
    """Ask about numbers, one by one."""

    async def play(stage: Stage, fates: list[Fate]) -> list[Watch]:
        watches = [watch_card(stage, fate) for fate in fates]
        for fate in fates:
            await stage.says(f"/{command} {number(fate)}")
        await follow(stage, watches, 30)
        await follow(stage, watches, LATE, step=45)
        return watches

    return play


def watch_card(stage: Stage, fate: Fate) -> Watch:
    """Watch the card with the last digits of a number on it."""
    mark = f"•{fate.value} · "
    return Watch(fate, lambda: card_of(stage, mark))


async def follow(stage: Stage, watches: list[Watch], seconds: int, *, step: int = 2) -> None:
    """Let time pass, and look at every card now and then."""
    for watch in watches:
        watch.look()
    for _ in range(0, seconds, step):
        await stage.advance(step, step=step)
        for watch in watches:
            watch.look()


def heard(stage: Stage, method: str, to: str) -> str:
    """Give the code as the phone's owner has it, seen, heard or read; empty where they do not."""
    if method == "sms":
        texts = stage.handsets.texts_on(to)
        return "".join(sign for sign in texts[-1] if sign.isdigit()) if texts else ""
    call = stage.handsets.last_call(to)
    if call is None or method == "incoming" or call.state == "failed":
        return ""
    if method == "flash":
        return call.caller[-4:]
    return "".join(sign for sign in call.spoken or "" if sign.isdigit())
