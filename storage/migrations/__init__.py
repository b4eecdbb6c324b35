"""Alembic: the steps that bring any older database up to the tables of today."""
