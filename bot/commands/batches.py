"""/batch: files and lists, their quote, and the buttons of the running one."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import is_country, read_batch_query
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.batches import batches, old_batches, quotes
from bot.texts import batch_cards, quote_cards, replies
from bot.texts.words import Words

LINES = 2  # from here on a text is a list
SHOWN = 10  # batches in the list of them


async def batch(desk: Desk, ask: Ask) -> Words | None:
    """Quote a list, show an old batch of the provider's, or list those there are."""
    word = ask.text.strip()
    region = word.upper() if is_country(word) else None
    if ask.document is not None:
        name, content = await ask.document.fetch()
        return quote_cards.quote(await quotes.quote(desk, ask.asker, name, content, region))
    if ask.attached:
        raise RefusedRequest(Why.NOT_A_FILE, detail=ask.attached)
    if region is not None:
        return await _of_country(desk, ask, region)
    if (wanted := read_batch_query(word)) is not None:
        await old_batches.start(desk, ask.asker, wanted)
        return None
    replied = ask.replied if ask.replied is not None and not ask.replied.is_ours else None
    if not word and replied is None:
        return await _listed(desk, ask)
    text = word or (replied.text if replied is not None else "")
    if not _is_list(text) and word:
        raise RefusedRequest(Why.NOT_A_BATCH)
    if not any(sign.isdigit() for sign in text):
        raise RefusedRequest(Why.NOT_A_LIST)
    return quote_cards.quote(await quotes.quote(desk, ask.asker, "list.txt", text.encode(), None))


async def _of_country(desk: Desk, ask: Ask, region: str) -> Words:
    """Say of which country the numbers of the latest list are, or of the text replied to."""
    if ask.replied is not None and not ask.replied.is_ours and ask.replied.text:
        content = ask.replied.text.encode()
        return quote_cards.quote(await quotes.quote(desk, ask.asker, "list.txt", content, region))
    question_id = await quotes.latest_quote(desk, ask.asker)
    if question_id is None:
        raise RefusedRequest(Why.NOT_A_BATCH)
    told = await quotes.requote(desk, ask.asker, question_id, region=region)
    return quote_cards.quote(told)


async def _listed(desk: Desk, ask: Ask) -> Words:
    async with desk.storage.reading() as work:
        latest = await work.batches.latest(ask.asker.chat_id, SHOWN)
    return batch_cards.listing(latest, replies.BATCH_USAGE)


def _is_list(text: str) -> bool:
    """Whether a text is meant to be checked: several lines or words, or a number with its plus."""
    return len(text.splitlines()) >= LINES or len(text.split()) > LINES or text.startswith("+")


async def level(desk: Desk, tap: Tap) -> Tapped:
    """Choose another level."""
    question_id, chosen = tap.words
    told = await quotes.requote(desk, tap.asker, question_id, level=chosen)
    return Tapped(replacement=quote_cards.quote(told))


async def quote(desk: Desk, tap: Tap) -> Tapped:
    """Show the quote again."""
    return Tapped(replacement=quote_cards.quote(await quotes.shown(desk, tap.asker, *tap.words)))


async def column(desk: Desk, tap: Tap) -> Tapped:
    """Choose the column with the numbers."""
    question_id, chosen = tap.words
    if not chosen.isdigit():
        told = await quotes.shown(desk, tap.asker, question_id)
        return Tapped(replacement=quote_cards.columns(told))
    told = await quotes.requote(desk, tap.asker, question_id, column=int(chosen))
    return Tapped(replacement=quote_cards.quote(told))


async def header(desk: Desk, tap: Tap) -> Tapped:
    """Say whether the first line names the columns."""
    question_id, word = tap.words
    told = await quotes.requote(desk, tap.asker, question_id, has_header=word == "yes")
    return Tapped(replacement=quote_cards.quote(told))


async def country(desk: Desk, tap: Tap) -> Tapped:
    """Say of which country the numbers in national form are."""
    question_id, region = tap.words
    told = await quotes.requote(desk, tap.asker, question_id, region=region)
    return Tapped(replacement=quote_cards.quote(told))


async def start(desk: Desk, tap: Tap) -> Tapped:
    """Begin."""
    session_id = await batches.start(desk, tap.asker, tap.words[0])
    return Tapped(replacement=batch_cards.started(session_id))


async def pause(desk: Desk, tap: Tap) -> Tapped:
    """Hold it or let it go on."""
    session_id, word = tap.words
    await batches.pause(desk, tap.asker, session_id, paused=word == "yes")
    return Tapped()


async def cancel(desk: Desk, tap: Tap) -> Tapped:
    """End it where it is."""
    await batches.cancel(desk, tap.asker, tap.words[0])
    return Tapped()


async def export(desk: Desk, tap: Tap) -> Tapped:
    """Send the results once more, or part of them."""
    await batches.export(desk, tap.asker, *tap.words)
    return Tapped()
