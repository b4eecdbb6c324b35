"""Refusals: one sentence a person can act on for everything the desk will not do."""

from bot.flows.asking import RefusedRequest, Why
from bot.texts.words import duration, plain

SENTENCES = {
    Why.NOT_A_NUMBER: "That is not a phone number. Write it like /verify +44 7700 900123.",
    Why.IMPOSSIBLE_NUMBER: "No phone can have this number: it {detail}.",
    Why.NOT_CALLABLE: "Numbers of this kind ({detail}) are never called: it would be dear.",
    Why.NO_SUCH_METHOD: "This desk does not know that way. It knows: {detail}.",
    Why.COUNTRY_OFF: "Calls to this country ({detail}) are switched off on this desk.",
    Why.NO_PROVIDER: (
        "No provider for this ({detail}) is set up yet. Whoever runs the desk can see what is "
        "missing with numdesk check."
    ),
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
    Why.NO_SUCH_BATCH: "{detail}",
    Why.LINES_FORGOTTEN: (
        "The lines of {session_id} are forgotten after {detail} days; its card has the counts."
    ),
    Why.OWNERS_ONLY: "Only an owner of the desk can do this.",
    Why.NOT_A_COUNTRY_RULE: "Write a country and off, allow or approval: /country MV approval.",
    Why.NOT_A_GUARD_RULE: (
        "Write allow, block or clear, and how the numbers begin: /guard allow +44 7700."
    ),
    Why.NO_OTHER_WAY: "There is no other way for this number. Call again, or try later.",
    Why.NEEDS_ANOTHER: "Somebody else has to decide this: an owner who did not ask for it.",
    Why.GUARDED: (
        "Numbers that begin like this one are hardly ever verified, which looks like fraud. "
        "They are blocked for {wait}; whoever is on call knows."
    ),
    Why.CALL_INSTEAD: "{session_id} has no code: the person proves it by calling the number shown.",
    Why.CALLED_JUST_NOW: "This number was called a moment ago{session}. Try again in {wait}.",
    Why.CALLED_OFTEN: "This number was called too often. It may be called again in {wait}.",
    Why.PERSON_SPENT: "You have used your {detail} paid requests of the last 24 hours.",
    Why.CHAT_SPENT: "This chat has used its {detail} paid requests of the last 24 hours.",
    Why.NO_SUCH_SESSION: "There is no session {session_id}. /history shows the latest.",
    Why.NOT_YOURS: "That is somebody else's; only whoever asked for it can do this.",
    Why.WHICH_SESSION: "Several are open. Say which one: {choices}.",
    Why.NOTHING_OPEN: "Nothing is open here. Start with /verify and a phone number.",
    Why.NOT_DIGITS: "That is not a code. Send only the digits, like /code 7F3K 4953.",
    Why.CODE_LENGTH: "The code has {detail} digits: the last {detail} of the number that rang.",
    Why.NO_CODE: "The provider gave no code for {session_id}, so nothing can be checked.",
    Why.STILL_CALLING: "{session_id} is still being placed. Send the digits again in a moment.",
    Why.ALREADY_ENDED: "{session_id} has ended already: {detail}.",
    Why.QUESTION_GONE: "This question is too old. Please start again.",
    Why.BEING_CALLED: "{session_id} is just being placed for this number.",
}

ENDED = {"unknown": "outcome unknown", "succeeded": "verified"}


def refusal(refused: RefusedRequest) -> str:
    """Say why not, as plain HTML."""
    return SENTENCES[refused.why].format(
        detail=plain(ENDED.get(refused.detail, refused.detail).replace("_", " ")),
        session_id=f"<code>{plain(refused.session_id)}</code>",
        session=f" in <code>{plain(refused.session_id)}</code>" if refused.session_id else "",
        choices=", ".join(f"<code>{one}</code>" for one in refused.choices),
        wait=duration(refused.wait),
    )
