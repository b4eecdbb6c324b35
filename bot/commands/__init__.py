"""Door one: chat. Parse, permit, call the flow, reply."""
