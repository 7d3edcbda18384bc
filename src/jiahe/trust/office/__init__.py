"""Running the office: posts, accounts, who holds what from when to when, and the pages of divisions."""
