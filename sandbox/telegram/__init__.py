"""Telegram as a toy: a Bot API server over HTTP, and the people who talk to the bots."""
