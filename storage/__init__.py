"""What the desk remembers: tables, the shelves that read and write them, and one unit of work."""
