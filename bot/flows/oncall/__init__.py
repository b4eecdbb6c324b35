"""Rotas, escalation, drills, and what chats hear about."""
