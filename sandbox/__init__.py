"""A toy town: Telegram, the vendors and the phones, written from their documents."""
