"""Who is on call and when: pure, from plans and calendars to people."""
