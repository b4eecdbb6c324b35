"""How bytes travel: the only floor of the house that knows HTTP clients."""
