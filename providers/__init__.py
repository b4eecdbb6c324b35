"""The telecom world in our words: what providers promise, and how each one keeps it."""
