"""Door two: time. Plain async functions of the desk, and the timetable that runs them."""
