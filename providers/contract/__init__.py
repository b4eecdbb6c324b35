"""What a provider promises: numbers, calls, reports, events, capabilities, and how it fails."""
