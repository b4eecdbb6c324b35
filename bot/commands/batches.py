"""/batch: files and lists, their quote, and the buttons of the running one."""

from bot.commands.door import Ask, Tap, Tapped
from bot.commands.parsing import is_country, read_batch_query
from bot.desk import Desk
from bot.flows import batches, old_batches
from bot.flows.asking import RefusedRequest, Why
from bot.texts import batch_cards, replies
from bot.texts.words import Words

LINES = 2  # from here on a text is a list


async def batch(desk: Desk, ask: Ask) -> Words | None:
    """Quote a list, show an old batch of the provider's, or list those there are."""
    document = ask.document
    word = ask.text.strip()
    if document is not None:
        region = word.upper() if word and is_country(word) else None
        name, content = await document.fetch()
        return batch_cards.quote(await batches.quote(desk, ask.asker, name, content, region))
    if (wanted := read_batch_query(word, desk.clock.now().date())) is not None:
        await old_batches.start(desk, ask.asker, *wanted)
        return None
    if len(word.splitlines()) >= LINES or len(word.split()) > LINES:
        content = word.encode()
        return batch_cards.quote(await batches.quote(desk, ask.asker, "list.txt", content, None))
    if word:
        raise RefusedRequest(Why.NOT_A_BATCH)
    async with desk.storage.reading() as work:
        latest = await work.sessions.recent(ask.asker.chat_id, person_id=None, limit=50)
    ours = [one for one in latest if one.method == batches.QUOTE][:10]
    return replies.listing(ours, replies.BATCH_USAGE)


async def level(desk: Desk, tap: Tap) -> Tapped:
    """Choose another level."""
    question_id, chosen = tap.words
    told = await batches.requote(desk, tap.asker, question_id, chosen)
    return Tapped(replacement=batch_cards.quote(told))


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
    """Send part of the results."""
    await batches.export(desk, tap.asker, *tap.words)
    return Tapped()
