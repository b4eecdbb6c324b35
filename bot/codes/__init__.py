"""One-time codes: finding the digits a person must type among all the others in a message."""
