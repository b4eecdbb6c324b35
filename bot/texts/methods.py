"""What the ways of verifying are called, and what to do in each."""

METHODS = {
    "flash": "Flash call",
    "password": "Spoken code",
    "pin": "Spoken PIN",
    "incoming": "Call from the phone",
    "sms": "SMS",
}
# What tells two alike apart, on their buttons.
APART = {"password": "sees forwarding", "pin": "any language"}
AUTO = "Automatic"

# What the person with the phone has to do, while a session waits for it.
ASK = {
    "flash": "Reply here with the <b>last 4 digits</b> of the number that rang.",
    "password": "Reply here with the <b>4 digits</b> the voice spoke.",
    "pin": "Reply here with the <b>4 digits</b> the voice spoke.",
    "incoming": "The number to call appears here.",
    "sms": "Reply here with the <b>4 digits</b> of the message.",
}

UNDER_WAY = {
    "flash": "The phone should ring now.",
    "password": "The phone should ring now; whoever answers hears a code.",
    "pin": "The phone should ring now; whoever answers hears a code.",
    "incoming": "A number to call is being reserved.",
    "sms": "The message is on its way.",
}

DONE = {
    "flash": "The phone rang.",
    "password": "The call was answered and the code was spoken.",
    "pin": "The call was answered and the code was spoken.",
    "incoming": "The call has come.",
    "sms": "The message has arrived.",
}


CALL_UNDER_WAY = "Nobody waits for the code any more; the phone may still ring."

# What goes on though nobody waits for it any more.
CANNOT_BE_STOPPED = {
    "flash": CALL_UNDER_WAY,
    "password": CALL_UNDER_WAY,
    "pin": CALL_UNDER_WAY,
    "sms": "Nobody waits for the code any more; the message may still come.",
}


def in_a_line(method: str) -> str:
    """Name a way within a sentence: "flash call", "spoken PIN"."""
    words = METHODS.get(method, method).split()
    return " ".join(word if word.isupper() else word.lower() for word in words)
