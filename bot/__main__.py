"""`python -m bot` is `numdesk`."""

from bot.cli import app

app(prog_name="numdesk")
