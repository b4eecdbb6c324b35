"""The command table: every word the desk listens to, and every button it has made."""

import re
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.buttons import Button
from bot.commands import (
    access,
    auditing,
    bare_numbers,
    batches,
    drilling,
    forgetting,
    lookups,
    membership,
    messages,
    money,
    numbers,
    oncall,
    people,
    pools,
    proving,
    running,
    sessions,
    verification,
    watch,
    whereabouts,
)
from bot.commands.door import Action, Command, action_door, command_door
from bot.commands.inline import inline_door
from bot.desk import Desk
from bot.flows.asking.rights import COMMANDS as RIGHTS
from bot.flows.asking.rights import Right


@dataclass(frozen=True, slots=True)
class Listed:
    """One command."""

    word: str
    about: str  # in Telegram's command menu
    command: Command


COMMANDS = (
    Listed("verify", "ring a phone and check its code", verification.verify),
    Listed("code", "check the digits somebody read to you", proving.code),
    Listed("cancel", "stop waiting", verification.cancel_command),
    Listed("status", "what is open", sessions.status),
    Listed("history", "the latest here", sessions.history),
    Listed("number", "hold a virtual number; its codes come to you", numbers.number),
    Listed("numbers", "what is held, and which codes wait", numbers.numbers),
    Listed("pool", "the numbers this chat shares", pools.pool),
    Listed("oncall", "who is on call here, and who comes next", oncall.rota),
    Listed("watch", "what this chat hears about", watch.watch),
    Listed("hlr", "ask the network about numbers", lookups.hlr),
    Listed("fraud", "ask the fraud lists about numbers", lookups.fraud),
    Listed("check", "all that is needed about numbers", lookups.check),
    Listed("batch", "check a whole list: send the file with this caption", batches.batch),
    Listed("sms", "send an approved text", messages.sms),
    Listed("say", "have an approved text spoken", messages.say),
    Listed("prefer", "which way of verifying this chat likes best", verification.prefer),
    Listed("budget", "what was spent, and how much may be", money.budget),
    Listed("access", "who may use the desk", access.access),
    Listed("providers", "how the providers are doing", running.providers),
    Listed("stats", "what was spent, and how codes fared", money.stats),
    Listed("country", "which countries may be called", running.country),
    Listed("guard", "numbers blocked or vouched for", running.guard),
    Listed("audit", "who did what, on record", auditing.audit),
    Listed("forget", "erase one number everywhere", forgetting.forget),
    Listed("drill", "rehearse an alarm", drilling.drill),
    Listed("help", "what this desk does", people.help_),
    Listed("start", "say hello", people.start),
)

ACTIONS: dict[Button, Action] = {
    Button.ANSWER: verification.answer,
    Button.ENTER_CODE: proving.enter,
    Button.AGAIN: verification.again,
    Button.WAYS: verification.ways,
    Button.WAY: verification.way,
    Button.CANCEL: verification.cancel,
    Button.USE_NUMBER: bare_numbers.choose,
    Button.COUNTRIES: numbers.page,
    Button.COUNTRY: numbers.country,
    Button.OPERATOR: numbers.operator,
    Button.LEASE: numbers.yes,
    Button.NO: numbers.no,
    Button.EXTEND: numbers.extend,
    Button.RELEASE: numbers.release,
    Button.ANOTHER_NUMBER: numbers.another,
    Button.HAND_OVER: numbers.hand_over,
    Button.TAKE_OVER: numbers.take_over,
    Button.GIVE: numbers.give,
    Button.GIVE_NOBODY: numbers.keep,
    Button.SHOW_CODE: numbers.show,
    Button.TAKE_CODE: numbers.take,
    Button.GOT_CODE: numbers.got,
    Button.POOL_TAKE: pools.take,
    Button.POOL_RELEASE: pools.give_back,
    Button.POOL_HAND_OVER: pools.hand_over,
    Button.POOL_QUEUE: pools.queue,
    Button.POOL_LEAVE_QUEUE: pools.leave_queue,
    Button.POOL_KEEP: pools.keep,
    Button.LOOK_UP_AGAIN: lookups.again,
    Button.QUOTE: batches.quote,
    Button.QUOTE_LEVEL: batches.level,
    Button.QUOTE_COLUMN: batches.column,
    Button.QUOTE_HEADER: batches.header,
    Button.QUOTE_COUNTRY: batches.country,
    Button.START_BATCH: batches.start,
    Button.PAUSE_BATCH: batches.pause,
    Button.CANCEL_BATCH: batches.cancel,
    Button.EXPORT_BATCH: batches.export,
    Button.APPROVE: money.approve,
    Button.ASK_FOR_MORE: money.more,
    Button.GRANT_MORE: money.grant,
    Button.STATS: money.stats_span,
    Button.STATS_FILE: money.stats_file,
    Button.COVER: oncall.cover,
    Button.END_COVER: oncall.end_cover,
    Button.REFRESH_ROTA: oncall.refresh,
    Button.TAKE_HELPING: oncall.take,
    Button.GOT_HELPING: oncall.got,
    Button.GOT_DRILL: drilling.got,
    Button.WATCH: watch.toggle,
    Button.PROBE: running.probe,
    Button.SWITCH: running.switch,
    Button.LIFT_BLOCK: running.lift,
    Button.FORGET: forgetting.yes,
    Button.FORGET_NOTHING: forgetting.no,
    Button.OLDER_RECORDS: auditing.page,
    Button.EXPORT_RECORDS: auditing.export,
    Button.JOIN: people.join,
    Button.ADMIT: access.admit,
    Button.PERSON: access.person,
    Button.ROLE: access.role,
    Button.REVOKE: access.revoke,
}

COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")

Handlers = list[BaseHandler[Update, Any, Any]]


class Spoken(filters.MessageFilter):
    """A command of ours, in a text or below a file, addressed to this bot or to any."""

    def __init__(self, *words: str) -> None:
        super().__init__(name=f"spoken {' '.join(words)}")
        self._words = frozenset(words)

    def filter(self, message: Message) -> bool:
        """Whether it is one of these words."""
        found = COMMAND.match(message.text or message.caption or "")
        if found is None or found[1].lower() not in self._words:
            return False
        return found[2] is None or found[2].lower() == message.get_bot().username.lower()


class ToUs(filters.MessageFilter):
    """A reply to a message of ours; what people say to each other is none of our business."""

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None:
            return False
        return replied.from_user.id == message.get_bot().id


def handlers(desk: Desk) -> Handlers:
    """Make PTB's handlers, in the order in which they are asked."""
    fresh = filters.UpdateType.MESSAGE
    edited = filters.UpdateType.EDITED_MESSAGE  # starts nothing, and is told so
    private = filters.ChatType.PRIVATE
    leaving = membership.coming_and_going(desk)
    return [
        *(
            MessageHandler(
                fresh & Spoken(listed.word),
                command_door(desk, listed.command, RIGHTS[listed.word]),
            )
            for listed in COMMANDS
        ),
        MessageHandler(
            edited & Spoken(*(listed.word for listed in COMMANDS)),
            command_door(desk, people.edited, Right.LOOK),
        ),
        MessageHandler(filters.StatusUpdate.MIGRATE, whereabouts.moving(desk)),
        ChatMemberHandler(whereabouts.going(desk), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.LEFT_CHAT_MEMBER, leaving),
        ChatMemberHandler(leaving, ChatMemberHandler.CHAT_MEMBER),
        InlineQueryHandler(inline_door(desk)),
        CallbackQueryHandler(action_door(desk, ACTIONS)),
        MessageHandler(
            fresh & ToUs() & filters.TEXT,
            command_door(desk, proving.reply, Right.LOOK, is_command=False),
        ),
        MessageHandler(
            fresh & private, command_door(desk, proving.chatter, Right.LOOK, is_command=False)
        ),
    ]
