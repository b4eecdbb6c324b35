"""The addresses under which providers and Telegram call us, each with a secret of its own."""

import hmac
from hashlib import sha256

from bot.settings import Settings


class Hooks:
    """Derives every secret from HOOK_SECRET, so that the token of one door opens no other."""

    def __init__(self, settings: Settings) -> None:
        self._public = settings.public_url
        self._secret = settings.hook_secret

    def address(self, provider: str) -> str | None:
        """Give the address a provider should call; None where nobody can reach us."""
        if self._public is None or self._secret is None:
            return None
        return f"{self._public}/hooks/{provider}/{self.token(provider)}"

    def telegram_address(self) -> str:
        """Give the address for updates; webhook mode demands that there is one."""
        return f"{self._public}/telegram/{self.token('telegram')}"

    def token(self, door: str) -> str:
        """Derive the secret part of a door's address."""
        return self._derived(f"path:{door}")

    def header_token(self) -> str:
        """Derive what Telegram has to show beside the address."""
        return self._derived("header:telegram")

    def opens(self, door: str, token: str) -> bool:
        """Whether this is the token of that door, compared in constant time."""
        return self._secret is not None and hmac.compare_digest(
            token.encode(), self.token(door).encode()
        )

    def shows(self, header: str) -> bool:
        """Whether Telegram's header is right."""
        return self._secret is not None and hmac.compare_digest(
            header.encode(), self.header_token().encode()
        )

    def _derived(self, purpose: str) -> str:
        assert self._secret is not None
        key = self._secret.get_secret_value().encode()
        return hmac.new(key, purpose.encode(), sha256).hexdigest()
