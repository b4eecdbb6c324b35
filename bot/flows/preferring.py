"""Remember which ways of verifying a chat likes best, for a country or for all."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.flows.asking import Asker
from storage.custody import Act


async def prefer(desk: Desk, asker: Asker, country: str, methods: Sequence[str]) -> None:
    """Remember it; `none` forgets."""
    async with desk.storage.begin() as work:
        wanted = [] if list(methods) == ["none"] else methods
        await work.rules.prefer(asker.chat_id, country, wanted)
        work.custody.note(
            Act.RULE,
            at=desk.clock.now(),
            who=asker.person_id,
            chat=asker.chat_id,
            words=f"preferred{f' for {country}' if country else ''}: {' '.join(methods)}",
        )


async def preferred(desk: Desk, asker: Asker, country: str) -> tuple[str, ...]:
    """Tell what is remembered."""
    async with desk.storage.reading() as work:
        return await work.rules.preferred(asker.chat_id, country)
