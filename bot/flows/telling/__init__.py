"""News: what there is to tell, whom, and when."""
