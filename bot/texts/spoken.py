"""What the desk writes to the owner of a phone, who may never have heard of it."""


def code_message(code: str) -> str:
    """Word the message that carries a code; one SMS long, in letters every phone has."""
    return f"Your code is {code}. Tell it only to whoever you asked for it."
