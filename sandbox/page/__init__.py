"""The chat page: what people see of the town, in a browser."""
