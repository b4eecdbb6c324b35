"""Questions about a few numbers."""
