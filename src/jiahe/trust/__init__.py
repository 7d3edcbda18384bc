"""Who may see what, who has looked, and what the person can do about it."""
