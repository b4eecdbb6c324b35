"""Where settings come from: the environment, and under it a `.env` file."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic_settings import BaseSettings, DotEnvSettingsSource

ENV_FILE = "NUMDESK_ENV_FILE"  # names another file than .env; empty: none


def env_file() -> Path | None:
    """Name the `.env` file that is read, if any."""
    file = os.environ.get(ENV_FILE, ".env")
    return Path(file) if file else None


def environment() -> Mapping[str, str]:
    """Read `.env` and the environment, which wins. The one place that looks at os.environ."""
    written = DotEnvSettingsSource(BaseSettings, env_file=env_file(), case_sensitive=True).env_vars
    return {**{name: value or "" for name, value in written.items()}, **os.environ}
