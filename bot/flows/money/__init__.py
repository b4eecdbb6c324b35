"""What requests cost, what may be spent, and what was."""
