"""What anybody can see without signing in: the self-check and the law library. Nothing is stored here."""
