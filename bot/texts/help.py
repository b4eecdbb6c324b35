"""Help: what the desk does in a list, each command with examples, and what a slip was to be."""

import re
from difflib import get_close_matches

from bot.flows.asking.rights import COMMANDS, Right, may
from bot.texts.words import Words, plain
from storage.people import Role

HELP = """<b>Numdesk</b> verifies phones and holds numbers for your team.

/verify <i>number [way]</i>: prove that somebody holds a phone
/code <i>[id] digits</i>: check the digits; a reply to the card does the same
/cancel <i>[id]</i>: stop waiting
/status <i>[id]</i>: what is open, or one in full
/history: the latest here
/prefer <i>[country] ways</i>: which way this chat likes best; also fraud on, key on
/number <i>[country] [operator]</i>: hold a number; its codes come to you
/numbers: what is held, and which codes wait
/pool: the numbers this chat shares
/oncall: who is on call here, and who comes next
/watch: what this chat hears about
/hlr <i>numbers</i>, /fraud <i>numbers</i>: what networks and fraud lists say
/check <i>numbers</i>: both, asking no more than is needed
/batch: the same for a whole file; send it with this caption
/budget: what was spent, and how much may be
/sms, /say <i>number template</i>: bring a text to a phone, where an owner allows it
/access: who may use the desk; also /providers, /country and /guard
/stats, /audit, /forget, /drill: figures, the record, erasing a number, an alarm to practise

Ways: flash, password, pin, incoming, sms, and auto, which tries several.
Numbers as you like, with the country: <code>+44 7700 900123</code>
More about one: <code>/help verify</code>"""

NUMBER = "+44 7700 900123"
PAGES = {
    "verify": (
        "Prove that somebody holds a phone. Without a way, buttons show those there are.",
        (f"/verify {NUMBER}", f"/verify {NUMBER} flash", f"/verify {NUMBER} pin fr"),
    ),
    "code": (
        "Check the digits somebody read to you. A reply to the card does the same.",
        ("/code 4953", "/code 7F3K 4953"),
    ),
    "cancel": (
        "Stop waiting. A call under way cannot be called back.",
        ("/cancel", "/cancel 7F3K"),
    ),
    "status": ("What is open for you here, or one session in full.", ("/status", "/status 7F3K")),
    "history": ("The latest sessions of this chat.", ("/history",)),
    "prefer": (
        (
            "Which way of verifying this chat likes best, for all countries or for one; whether "
            "fraud lists are asked first, and whether who calls to prove a phone presses a key."
        ),
        (
            "/prefer flash pin",
            "/prefer DE pin",
            "/prefer none",
            "/prefer fraud on",
            "/prefer fraud off",
            "/prefer key on",
            "/prefer key off",
        ),
    ),
    "number": (
        "Hold a number; its codes come to you alone.",
        ("/number", "/number germany", "/number de vodafone"),
    ),
    "numbers": ("What you and this chat hold, and which codes wait.", ("/numbers",)),
    "pool": (
        "The numbers this group or topic shares. Administrators add rented ones.",
        ("/pool", "/pool add +44 7700 900500", "/pool remove +44 7700 900500"),
    ),
    "oncall": (
        "Who is on call here. Administrators set who, in which order, and when they hand over.",
        (
            "/oncall",
            "/oncall anna ben daily 09:00 Europe/London",
            "/oncall cover @ben 4h",
            "/oncall quiet 22-7",
        ),
    ),
    "watch": ("What this chat or topic hears about: tap to switch.", ("/watch",)),
    "hlr": (
        "Is a number reachable, and in which network? Up to 20 at once.",
        (f"/hlr {NUMBER}", f"/hlr {NUMBER}, +44 7700 900124"),
    ),
    "fraud": ("What fraud lists know of a number. Up to 20 at once.", (f"/fraud {NUMBER}",)),
    "check": (
        "Format first, then the network, then fraud lists; it stops as soon as it is clear.",
        (f"/check {NUMBER}",),
    ),
    "batch": (
        "Send a file with this caption, or numbers after it: a quote comes first.",
        ("/batch", f"/batch {NUMBER}, +44 7700 900124", "/batch 101713775788 2026-11-20"),
    ),
    "budget": (
        "What you, this chat and the desk have spent. Owners set how much may be.",
        (
            "/budget",
            "/budget set @anna 20 EUR/day",
            "/budget chat 100/day",
            "/budget off chat",
            "/budget reload",
        ),
    ),
    "sms": (
        "Send an approved text. Owners approve texts and switch this on, chat by chat.",
        (
            "/sms",
            "/sms enable",
            "/sms template reminder Hello {name}, see you at {time}",
            f"/sms {NUMBER} reminder name=Ben time=9:00",
        ),
    ),
    "say": (
        "Have an approved text spoken. The texts are those of /sms.",
        ("/say", "/say enable", f"/say {NUMBER} reminder name=Ben time=9:00"),
    ),
    "access": (
        "Who may use the desk: for good, for a while, by a link, or a whole group.",
        (
            "/access",
            "/access anna",
            "/access add @anna operator",
            "/access add @anna operator 4h",
            "/access invite viewer",
            "/access remove @anna",
        ),
    ),
    "providers": ("How the providers are doing; test one, or switch it off.", ("/providers",)),
    "country": (
        "Which countries may be called: off, allow, or approval by a second person.",
        ("/country", "/country MV approval"),
    ),
    "guard": (
        (
            "Numbers that are blocked because they look like fraud, or vouched for; and caps of a "
            "number, a person or this chat lifted."
        ),
        (
            "/guard",
            "/guard allow +44 7700",
            "/guard block +44 7700 900",
            "/guard clear +44 7700 900",
            f"/guard lift {NUMBER}",
            "/guard lift chat",
        ),
    ),
    "stats": (
        "What was spent, how codes fared and how fast, in 7 or 30 days.",
        ("/stats", "/stats month"),
    ),
    "audit": (
        "Who did what: of a session, a number, a person or a kind, since when.",
        ("/audit", "/audit 7F3K", "/audit revealed since 2h", "/audit verify"),
    ),
    "forget": ("Erase one number everywhere; it asks first.", (f"/forget {NUMBER}",)),
    "drill": ("Send a practice alarm to whoever is on call.", ("/drill",)),
    "help": ("All commands, or one of them.", ("/help", "/help verify")),
    "start": ("Say hello, or ask to be let in.", ("/start",)),
}
NOT_UNDERSTOOD = {  # for those who may order, and who only look
    True: "I did not understand that. /verify and a number rings a phone; /help shows all.",
    False: "I did not understand that. /help shows what you can do here.",
}
ABOUT_ORDERS = ("Ways:", "Numbers as", "More about")  # lines that help nobody who only looks
LONGEST = 30  # characters of what somebody asks about, in the answer
LIKE, VERY_LIKE = 0.6, 0.8  # how alike a slip and a command must be: with a slash, and without


def help_for(role: Role | None, text: str = "") -> Words:
    """Show what the desk does, or one command, to somebody in this role."""
    word = text.strip().lstrip("/").lower()
    if word and (found := _meant(role, word)) is not None:
        about, examples = PAGES[found]
        lines = [f"<b>/{found}</b>", about, ""]
        return Words("\n".join([*lines, *(f"<code>{plain(one)}</code>" for one in examples)]))
    unknown = [f"You have no command <code>{plain(word[:LONGEST])}</code>.", ""] if word else []
    lines = [line for line in HELP.splitlines() if _is_for(role, line)]
    return Words("\n".join([*unknown, *lines]))


def not_understood(role: Role | None, text: str) -> Words:
    """Say so; where it begins like a command, say which one it may have been."""
    first, _, rest = text.strip().partition(" ")
    alike = LIKE if first.startswith("/") else VERY_LIKE
    meant = _meant(role, first.lstrip("/").partition("@")[0].lower(), alike)
    if meant is None or first.lstrip("/").isdecimal():
        return Words(NOT_UNDERSTOOD[may(role, Right.ORDER)])
    return Words(f"Did you mean <code>{plain(f'/{meant} {rest}'.strip())}</code>?")


def _meant(role: Role | None, word: str, alike: float = LIKE) -> str | None:
    """Find the command a word is, or is like, among those this role may use."""
    mine = [one for one in PAGES if may(role, COMMANDS[one])]
    return next(iter(get_close_matches(word, mine, n=1, cutoff=alike)), None)


def _is_for(role: Role | None, line: str) -> bool:
    command = re.match(r"/(\w+)", line)
    if line.startswith(ABOUT_ORDERS):
        return may(role, Right.ORDER)
    return command is None or may(role, COMMANDS.get(command[1], Right.OWN))
