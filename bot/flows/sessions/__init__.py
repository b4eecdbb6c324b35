"""What sessions of every kind share: how they open, move on and end."""
