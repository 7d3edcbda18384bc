"""Records that may be about one person: found by weighing, decided by a person, merged and parted again."""
