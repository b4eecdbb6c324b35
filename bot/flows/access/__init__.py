"""Who may use the desk: people, groups, invitations."""
