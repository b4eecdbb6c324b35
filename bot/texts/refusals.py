"""Refusals: one sentence a person can act on for everything the desk will not do."""

from decimal import Decimal

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.batches.old_batches import DAYS_BACK
from bot.texts.budgets import over_budget
from bot.texts.keyboards import button
from bot.texts.money import money
from bot.texts.phrases import phrase_of
from bot.texts.words import Words, beginning, duration, plain
from storage.lifecycle import SessionState
from storage.sessions import Kind

SENTENCES = {
    Why.NOT_A_NUMBER: "That is not a phone number. Write it with its country: +44 7700 900123.",
    Why.IMPOSSIBLE_NUMBER: "No phone can have this number: it {detail}.",
    Why.NO_COUNTRY_CODE: (
        "This number has no country code. Write it as from abroad: +44 7700 900123."
    ),
    Why.NOT_CALLABLE: (
        "Numbers of this kind ({detail}) are never called: it would cost too much. "
        "Nobody can lift that."
    ),
    Why.NO_SUCH_METHOD: "This desk knows no way called {detail}. It knows: {choices}.",
    Why.COUNTRY_OFF: (
        "Calls to this country ({detail}) are switched off on this desk (rule <i>country</i>), "
        "until an administrator allows them with /country."
    ),
    Why.NO_PROVIDER: (
        "No provider for this ({detail}) is set up yet. Whoever runs the desk can see what is "
        "missing with numdesk check."
    ),
    Why.NO_FREE_TEST: "{detail} has no test that costs nothing; its next order will tell.",
    Why.PROVIDER_OFF: "{detail} is switched off just now. An administrator can change that.",
    Why.PROVIDER_IN_TROUBLE: (
        "{detail} cannot be used just now, so nothing was sent. Whoever is on call knows."
    ),
    Why.NO_SUCH_PROVIDER: "There is no provider {detail} here. /providers shows all.",
    Why.SMS_OFF: "Codes by SMS are off on this desk. /verify knows other ways.",
    Why.NO_OFFER: "The panel does not say where it has numbers just now. Try again in a minute.",
    Why.NO_SUCH_COUNTRY: "No country here is called {detail}. /number shows those there are.",
    Why.NO_SUCH_OPERATOR: "No operator there is called {detail}. /number shows those there are.",
    Why.NUMBER_GONE: "This number is no longer held. /number gets another.",
    Why.IN_A_POOL: "This number is in a pool already.",
    Why.TAKEN: "{detail} holds this.",
    Why.FREE: "Nobody holds this number now. Take makes it yours.",
    Why.NOBODY_ELSE: (
        "Nobody else could have it: they need access here and have to send me a message once."
    ),
    Why.NOT_TAKEN: "Nobody holds this yet: tap Take the code first.",
    Why.FORGOTTEN: "This code has been forgotten; codes are kept for a short time only.",
    Why.TOO_MANY: "That is more than {detail} numbers. Send them as a file with /batch.",
    Why.NOT_A_BATCH: (
        "Send a file with the caption /batch, many numbers after it, or the name of a batch and "
        "its day: /batch 101713775788 2026-11-20."
    ),
    Why.NOT_A_FILE: (
        "This is {detail} and no list. Send the table as a file: CSV, TSV, XLSX or text, with the "
        "caption /batch."
    ),
    Why.NOT_A_LIST: (
        "There is no phone number in that message. Reply with /batch to a list or to a file."
    ),
    Why.UNREADABLE_LIST: "{detail}",
    Why.LOST_DIGITS: (
        "A spreadsheet has cut these numbers to something like 4.4E+11, and their digits are gone. "
        "Format the column as text in the original and save it again."
    ),
    Why.NOTHING_TO_CHECK: "There is no number in it to check.",
    Why.BATCH_TOO_OLD: (
        f"NXCloud keeps results for {DAYS_BACK} days only; {{detail}} is longer ago."
    ),
    Why.BATCH_TO_COME: "{detail} has not come yet.",
    Why.LINES_FORGOTTEN: (
        "The lines of {session_id} are forgotten after {detail} days; its card has the counts."
    ),
    Why.OWNERS_ONLY: "Only an owner of the desk can do this.",
    Why.ADMINS_ONLY: "Only an owner or an administrator of the desk can do this.",
    Why.ONLY_LOOKING: "You may look here, not order or act. An administrator can change that.",
    Why.ACCESS_ENDED: "Your access to this desk has ended. An administrator can give it again.",
    Why.MEMBERSHIP_UNKNOWN: (
        "Telegram does not say just now whether you are in this group. Try again in a minute."
    ),
    Why.NOT_AN_ACCESS_WORD: (
        "Write /access, /access anna, /access add @anna operator 4h, /access remove @anna, "
        "/access invite operator, or in a group /access here operator."
    ),
    Why.WHOM: (
        "Say who: @name, a numeric id, as /access shows it, or reply to a message of theirs."
    ),
    Why.NOT_A_PERSON: "That is no person. Only people can be given access.",
    Why.NOBODY_THERE: "{detail} has no access. /access lists who has.",
    Why.OWNER_STAYS: "Owners are named in the settings of the desk; only there can that change.",
    Why.HIGHER_UP: "Only an owner can make an administrator or change one.",
    Why.NOT_A_SPAN: "Write how long as 30m, 4h or 2d, a year at most; without it, it is for good.",
    Why.IN_A_GROUP: "Send this in the group it is about.",
    Why.ASKED_OFTEN: "Many people have asked to be let in just now. Please try again in an hour.",
    Why.NOT_A_COUNTRY_RULE: "Write a country and off, allow or approval: /country MV approval.",
    Why.NOT_A_GUARD_RULE: (
        "Write allow, block or clear, and how the numbers begin: /guard allow +44 7700."
    ),
    Why.NO_OTHER_WAY: "There is no other way for this number. Call again, or try later.",
    Why.NEEDS_ANOTHER: "Somebody else has to decide this: an administrator who did not ask for it.",
    Why.GUARDED: (
        "Numbers that begin with {detail} are blocked for {wait} (rule <i>guard</i>): hardly any "
        "is ever verified, which looks like fraud, or an administrator has blocked them."
    ),
    Why.CALL_INSTEAD: "{session_id} has no code: the person proves it by calling the number shown.",
    Why.CALLED_JUST_NOW: (
        "This number was called a moment ago{session}. Try again in {wait} (rule <i>pause</i>: "
        "{detail} s between calls to one number)."
    ),
    Why.CALLED_FOR_ANOTHER: (
        "Somebody else had this number called a moment ago{session}. Try again in {wait} (rule "
        "<i>pause</i>: {detail} s between calls to one number)."
    ),
    Why.CALLED_OFTEN: (
        "This number was called too often. It may be called again in {wait} (rule <i>number</i>: "
        "{detail} calls in 10 min)."
    ),
    Why.PERSON_SPENT: (
        "You have used your {detail} paid requests of the last 24 hours. The next may go in {wait} "
        "(rule <i>person</i>)."
    ),
    Why.CHAT_SPENT: (
        "This chat has used its {detail} paid requests of the last 24 hours. The next may go in "
        "{wait} (rule <i>chat</i>)."
    ),
    Why.FRAUDULENT: (
        "Fraud lists know {detail} as fraudulent, so it is not called (rule <i>fraud</i>). They "
        "are asked anew an hour after they said so; /guard allow vouches for a number."
    ),
    Why.LISTS_AWAY: (
        "This chat has fraud lists asked first, and they cannot be asked just now ({detail}), so "
        "nobody is called (rule <i>fraud</i>). Try again in a few minutes."
    ),
    Why.NOT_TO_BE_LIFTED: (
        "Write what to lift: /guard lift and a number, @name, or chat for the caps of this chat."
    ),
    Why.BUDGET_SPENT: "{detail}",
    Why.NOT_A_BUDGET: (
        "Write whose, how much and for how long: /budget set @anna 20 EUR/day, "
        "/budget chat 100/day, /budget desk 500 EUR/month, /budget off chat, /budget reload."
    ),
    Why.NOBODY_CALLED: (
        "Nobody called {detail} has spent anything here yet. Reply to a message of theirs with "
        "/budget set 20 EUR/day, or give their number from /access."
    ),
    Why.SEVERAL_CALLED: "Several people are called {detail}. Give the number of one: {choices}.",
    Why.NO_SUCH_BUDGET: "There is no such budget. /budget shows those there are.",
    Why.BAD_PRICES: "The new prices are wrong, so the old ones stay: {detail}.",
    Why.ANOTHER_ASKED: (
        "This costs {detail}, which needs a second person's yes. The administrators have been "
        "asked; it starts here once one agrees."
    ),
    Why.NO_SECOND: (
        "This needs the yes of an administrator who did not ask for it, and there is no other."
    ),
    Why.TOO_DEAR: (
        "This costs {detail}, which needs a second person's yes each time. Ask with /verify."
    ),
    Why.NO_SUCH_SESSION: "There is no session {session_id}. /history shows the latest.",
    Why.NOT_YOURS: "That is somebody else's; only whoever asked for it can do this.",
    Why.WHICH_SESSION: "Several are open. Reply to the card of one, or name it: {choices}.",
    Why.NOTHING_OPEN: "Nothing is open here. Start with /verify and a phone number.",
    Why.NOT_DIGITS: "That is not a code. Send only the digits, like /code 7F3K 4953.",
    Why.CODE_LENGTH: "The code has {detail} digits: the last {detail} of the number that rang.",
    Why.NO_CODE: "The provider gave no code for {session_id}, so nothing can be checked.",
    Why.STILL_CALLING: "{session_id} is still being placed. Send the digits again in a moment.",
    Why.ALREADY_ENDED: "{session_id} has ended already: {detail}.",
    Why.ASKED_AGAIN: "{session_id} has ended already: it was asked again as {detail}.",
    Why.ANOTHER_ORDERED: "{session_id} has ended already: another was asked for as {detail}.",
    Why.QUESTION_GONE: "This question is too old. Please start again.",
    Why.MESSAGES_OFF: "Messages are off in this chat. An owner can allow them: /sms enable.",
    Why.WHICH_TEMPLATE: "Write a template after the number: {choices}.",
    Why.NO_SUCH_TEMPLATE: "There is no template {detail}. There are: {choices}.",
    Why.NOT_A_TEMPLATE: (
        "That cannot be a template. A name in small letters, then the text with its fields in "
        "braces: /sms template reminder Hello &#123;name&#125;. There can be 50."
    ),
    Why.MISSING_FIELD: "Say what to put in: {choices}. Write it like name=Ben.",
    Why.NO_FIELDS: "This template has no fields. Send it without {detail}.",
    Why.NO_SUCH_FIELD: "This template has no field {detail}. It has: {choices}.",
    Why.BAD_FIELD: "{detail} should be one short line of up to 40 characters, without a link.",
    Why.NOT_FIELDS: "I do not know what {detail} is for. Write each field like name=Ben.",
    Why.NO_TEXT: "There is nothing to send: write a template or a text after the number.",
    Why.TOO_LONG: "That is too long: {detail} messages at most.",
    Why.TOO_LONG_TO_SAY: "That is too long: {detail} characters at most.",
    Why.BAD_SIGNS: "This cannot be brought to a phone: {detail}. Please leave it out.",
    Why.NUMBER_IN_ONE: (
        "I cannot tell where the number ends. Write it without blanks, and let the text begin "
        "with a letter."
    ),
    Why.UNASSIGNED: "This number looks unassigned, so nothing was sent.",
    Why.NOT_AN_AUDIT: (
        "I do not know {detail} here. /audit takes a session, a number, a person's id, one of "
        "{choices}, and since with a day or a span: /audit revealed since 2h. /audit verify checks "
        "the whole chain."
    ),
    Why.NUMBER_FORGOTTEN: "This number has been forgotten. Please write it again.",
    Why.IN_USE: "This number is needed just now{session}. End that first, then ask again.",
    Why.IN_PRIVATE: "Others can read along here. Please ask me in our private chat.",
    Why.ANSWERED: "The answer was yes already, and {session_id} is under way. /cancel stops it.",
    Why.NOT_A_VERIFICATION: "{session_id} is no verification, so there is no code to check.",
    Why.ONE_AT_A_TIME: "That is more than one number. Send /verify for each of them.",
    Why.BEING_CALLED: "{session_id} is just being placed for this number.",
    Why.CODE_OVER: "The number was let go; nobody needs this code any more.",
    Why.NO_SUCH_PERSON: (
        "Nobody who may use this desk is called {detail}. Each has to send the desk a message "
        "once; write names or @usernames."
    ),
    Why.WHICH_PERSON: "Several people here are called {detail}. Write the @username instead.",
    Why.EMPTY_ROTA: "Say who: /oncall anna ben chiara daily 09:00 Europe/London.",
    Why.LONG_ROTA: "A rota has at most {detail} places.",
    Why.NO_HAND_OVER: (
        "Say when they hand over, as a time of day: /oncall anna ben daily 09:00 Europe/London."
    ),
    Why.NO_SUCH_ZONE: "There is no time zone {detail}. Write one like Europe/London.",
    Why.NO_ROTA: "There is no rota here yet. /oncall anna ben daily 09:00 Europe/London makes one.",
    Why.NO_SUCH_SPAN: "There are figures of a week and of a month: /stats, or /stats month.",
    Why.NOT_A_COVER: (
        "Say who covers and for how long, 31 days at most: /oncall cover @ben 4h, or until 18:00."
    ),
    Why.NOT_QUIET: (
        "Say from when to when: /oncall quiet 22:00-07:00, with the word incidents if these wait "
        "as well, or /oncall quiet off."
    ),
    Why.COVER_ONLY_YOURSELF: "Only people of this rota, and administrators, can cover here.",
    Why.TOO_LATE: (
        "You wrote this {wait} ago, when I could not be reached. Nothing was done; send it again "
        "if you still need it."
    ),
    Why.UNREADABLE_CALENDAR: "This calendar cannot be used: {detail}.",
    Why.EMPTY_CALENDAR: "No rota can be made of this calendar: it has no event from now on.",
    Why.NOBODY_IN_CALENDAR: (
        "No rota can be made of this calendar: nobody here is called {detail}."
    ),
}


def refused_words(refused: RefusedRequest) -> Words:
    """Say why not, with a button where more can be asked for."""
    keyboard = None
    if refused.lift:
        keyboard = InlineKeyboardMarkup.from_button(
            button("Lift (administrators)", Button.LIFT_BLOCK, refused.lift)
        )
    if refused.more:
        keyboard = InlineKeyboardMarkup.from_button(
            button("Ask for more", Button.ASK_FOR_MORE, refused.more)
        )
    return Words(refusal(refused), keyboard)


def refusal(refused: RefusedRequest) -> str:
    """Say why not, as plain HTML."""
    choices = refused.choices
    if not choices and refused.why in {Why.NO_SUCH_TEMPLATE, Why.WHICH_TEMPLATE}:
        choices = ("none yet",)
    return SENTENCES[refused.why].format(
        detail=plain(_detail(refused).replace("_", " ")),
        session_id=f"<code>{plain(refused.session_id)}</code>",
        session=f" in <code>{plain(refused.session_id)}</code>" if refused.session_id else "",
        choices=", ".join(f"<code>{one}</code>" for one in choices),
        wait=duration(refused.wait),
    )


def _detail(refused: RefusedRequest) -> str:
    match refused.why:
        case Why.BUDGET_SPENT if refused.facts:  # an older version has written the sentence down
            return over_budget(refused.facts)
        case Why.TOO_DEAR | Why.ANOTHER_ASKED:
            return money({unit: Decimal(sum_) for unit, sum_ in refused.facts.items()})
        case Why.GUARDED:
            return beginning(refused.detail)
        case Why.ALREADY_ENDED if refused.facts:
            return phrase_of(Kind(refused.facts["kind"]), SessionState(refused.facts["state"]))
        case Why.TAKEN:
            return refused.detail or "Somebody else"
        case _:
            return refused.detail
