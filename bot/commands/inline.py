"""@bot +44…: what a number looks like, without asking anybody, for those who may use the desk."""

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update

from bot.commands.door import Context, Door
from bot.commands.numbers_in_text import read_numbers
from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.rights import Right
from bot.texts import inline_cards

CACHED = 10  # seconds Telegram may remember an answer, for the one who asked
MOST = 5  # numbers
LONGEST = 256  # characters Telegram sends


def inline_door(desk: Desk) -> Door:
    """Make the handler of what people type behind the bot's name."""

    async def door(update: Update, context: Context) -> None:
        del context
        query = update.inline_query
        if query is None:
            return
        found = []
        async with desk.storage.reading() as work:
            may_look = await permission.has(work, desk, query.from_user.id, Right.LOOK)
        if may_look:
            found = _results(query.query[:LONGEST])
        await query.answer(found, cache_time=CACHED, is_personal=True)

    return door


def _results(text: str) -> list[InlineQueryResultArticle]:
    if not any(sign.isdigit() for sign in text):
        return []
    valid, invalid = read_numbers(text)
    rows = [*map(inline_cards.number, valid), *(inline_cards.invalid(*one) for one in invalid)]
    return [
        InlineQueryResultArticle(
            str(place),
            row.title,
            InputTextMessageContent(row.html, parse_mode="HTML"),
            description=row.about,
        )
        for place, row in enumerate(rows[:MOST])
    ]
