"""Published files: bytes become rows (one reader for each publisher), rows become institutions (intake)."""
