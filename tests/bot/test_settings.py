import pytest
from cryptography.fernet import Fernet

from bot.settings import SettingsError, read_settings

GOOD = {
    "TELEGRAM_BOT_TOKEN": "1:x",
    "OWNER_IDS": "1001, 1002",
    "SECRETS_KEY": Fernet.generate_key().decode(),
}


def test_three_variables_are_enough() -> None:
    settings = read_settings(GOOD)

    assert frozenset({1001, 1002}) == settings.owner_ids
    assert "1:x" not in repr(settings)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: is required"):
        read_settings({**GOOD, name: " "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OWNER_IDS", "anna"),
        ("SECRETS_KEY", "short"),
        ("TELEGRAM_MODE", "pigeon"),
        ("TELEGRAM_API_URL", "http://telegram.example"),
        ("PUBLIC_URL", "desk.example"),
        ("RECEIVER_PORT", "99999"),
        ("DATABASE_URL", "mysql://x"),
        ("LIMIT_CODE_TRIES", "-1"),
        ("ALLOWED_COUNTRIES", "Germany"),
        ("ALLOW_UNASSIGNED_NUMBERS", "perhaps"),
        ("SHADOW_RULES", "gard"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({**GOOD, "HOOK_SECRET": "x", name: value})


def test_what_is_public_needs_its_secret_and_webhooks_need_an_address() -> None:
    with pytest.raises(SettingsError, match="HOOK_SECRET"):
        read_settings({**GOOD, "PUBLIC_URL": "https://desk.example"})
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({**GOOD, "TELEGRAM_MODE": "webhook"})
