"""Proving that somebody holds a phone."""
