"""Bodies as they were sent, down to what JSON readers usually hide."""

import json
from typing import Any


def members(text: str) -> list[tuple[str, Any]]:
    """Give the members of a JSON object, those of the same name too."""
    if not text.lstrip().startswith("{"):
        raise ValueError("Not an object.")
    found: list[tuple[str, Any]] = json.loads(text, object_pairs_hook=list)
    return found
