"""The record of who did what, and forgetting."""
