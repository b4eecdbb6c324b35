"""Where settings come from: the environment, and under it a `.env` file."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

ENV_FILE = "NUMDESK_ENV_FILE"  # names another file than .env; empty: none


def env_file() -> Path | None:
    """Name the `.env` file that is read, if any."""
    file = os.environ.get(ENV_FILE, ".env")
    return Path(file) if file else None


def environment() -> Mapping[str, str]:
    """Read `.env` and the environment, which wins. The one place that looks at os.environ."""
    file = env_file()
    written = dotenv_values(file) if file else {}
    return {**{name: value or "" for name, value in written.items()}, **os.environ}
