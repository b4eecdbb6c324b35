"""Text with entities: the parse modes, what Telegram finds by itself, and the rules of nesting."""
