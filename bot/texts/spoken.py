"""What the desk writes to the owner of a phone, who may never have heard of it."""

KEY_PROMPT = (
    "To confirm your number, please press"  # the provider adds which key, and knows it alone
)


def code_message(code: str) -> str:
    """Word the message that carries a code; one SMS long, in letters every phone has."""
    return f"Your code is {code}. Tell it only to whoever you asked for it."
