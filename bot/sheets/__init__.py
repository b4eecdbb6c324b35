"""Lists that people send, and results that go back."""
