"""What the finder shows: the list, what was asked in words, the map that is drawn, the table with chosen columns."""
