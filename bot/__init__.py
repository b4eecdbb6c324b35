"""What people see and what runs: chat, jobs, the receiver, and the flows they call."""
