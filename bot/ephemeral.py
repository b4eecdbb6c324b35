"""Ephemeral messages: what one member of a group sees and nobody else.

The library has no method for them, so this is the one place that knows their names. A Bot API
server that does not know them would ignore the parameter and show the message to the whole group;
hence nothing is sent before a probe has said that it does, and what came out visible is deleted.
"""

from enum import StrEnum

import structlog
from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from bot.telegram_client import NO_PREVIEW
from bot.texts.words import Words

log = structlog.get_logger()

PROBE = "deleteEphemeralMessage"  # deletes nothing: there is no such chat
UNDERSTOOD = ("chat not found", "ephemeral")
NOWHERE = {"chat_id": 0, "receiver_user_id": 0, "ephemeral_message_id": 0}
PROOF = "ephemeral_message_id"  # of the answer, where it was understood
TOPIC_GONE = "message thread not found"
TOPIC_CLOSED = "topic_closed"  # by whoever runs the group, for a while or for good
NOT_A_MEMBER = "user_not_participant"


class Shown(StrEnum):
    """What became of an ephemeral message."""

    YES = "yes"
    NOT_TO_THEM = "not_to_them"  # this person is no member, or wants none; others may see theirs
    NOT_HERE = "not_here"  # this chat takes none from us
    NOWHERE = "nowhere"  # the Bot API server does not know them


class Ephemeral:
    """The adapter. What the server can do is asked once, at the start or before the first use."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._is_offered: bool | None = None

    async def probe(self) -> bool:
        """Ask the server whether it knows such messages; no while it is away, and asked again."""
        if self._is_offered is None:
            try:
                await self._bot.do_api_request(PROBE, api_kwargs=NOWHERE)
            except (EndPointNotFound, InvalidToken):
                self._is_offered = False
            except BadRequest as error:  # it looked for the chat, so it knows the method
                self._is_offered = any(word in error.message.lower() for word in UNDERSTOOD)
            except TelegramError as error:
                log.info("ephemeral messages: no answer", error=error.message)
                return False
            else:  # whoever deletes what cannot be there does not know what it is asked
                self._is_offered = False
            log.info("ephemeral messages", offered=self._is_offered)
        return self._is_offered

    async def show(
        self, chat_id: int, topic_id: int | None, receiver_id: int, words: Words
    ) -> Shown:
        """Show something to one member. Raises TelegramError where it may be tried again."""
        if not await self.probe():
            return Shown.NOWHERE
        receiver = {"receiver_user_id": receiver_id}
        try:
            sent = await self._bot.send_message(
                chat_id,
                words.html,
                parse_mode="HTML",
                message_thread_id=topic_id,
                reply_markup=words.keyboard,
                link_preview_options=NO_PREVIEW,
                protect_content=True,
                # servers of the first edition know only the second form
                api_kwargs={"ephemeral_message_parameters": receiver, **receiver},
            )
        except Forbidden as error:  # it is about them; whoever has thrown us out says so again
            log.info("ephemeral message forbidden", chat=chat_id, error=error.message)
            return Shown.NOT_TO_THEM
        except BadRequest as error:
            if any(words in error.message.lower() for words in (TOPIC_GONE, TOPIC_CLOSED)):
                raise  # that says nothing about the chat
            log.info("ephemeral message refused", chat=chat_id, error=error.message)
            is_theirs = NOT_A_MEMBER in error.message.lower()
            return Shown.NOT_TO_THEM if is_theirs else Shown.NOT_HERE
        if PROOF in sent.api_kwargs:
            return Shown.YES
        self._is_offered = False
        log.error("an ephemeral message was shown to all", chat=chat_id)
        try:
            await self._bot.delete_message(chat_id, sent.message_id)
        except TelegramError as error:
            log.warning("and could not be deleted", chat=chat_id, error=error.message)
        return Shown.NOWHERE
