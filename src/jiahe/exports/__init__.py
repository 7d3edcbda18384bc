"""Large files for somebody to take along: made in the background, kept for their owner, deleted after some days."""
