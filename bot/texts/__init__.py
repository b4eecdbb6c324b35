"""Every sentence, card and keyboard a person sees: pure functions that escape what they show."""
