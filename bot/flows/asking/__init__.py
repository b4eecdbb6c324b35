"""Who asks, what they may, and what may be refused."""
