"""Numbers that are held or shared, and the codes that come to them."""
