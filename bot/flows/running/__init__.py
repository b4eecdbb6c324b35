"""What guards the desk and its providers: limits, blocks, circuits, switches."""
