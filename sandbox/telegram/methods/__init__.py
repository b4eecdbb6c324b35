"""What bots can call: one module per family of methods, and the table of them all."""
