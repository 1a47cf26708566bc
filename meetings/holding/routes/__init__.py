"""One file for each resource: find, check, do, tell, answer."""
