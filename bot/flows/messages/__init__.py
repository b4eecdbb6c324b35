"""Texts brought to a phone, written or spoken."""
