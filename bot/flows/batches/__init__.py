"""Questions about whole lists."""
