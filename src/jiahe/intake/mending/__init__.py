"""Values that a file writes wrongly and that somebody mends once, for all rows in which they stand.

Never of whoever is meant: names, numbers of papers, telephones and accounts are mended each in its own row.
"""
