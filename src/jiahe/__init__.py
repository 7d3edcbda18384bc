"""Jiahe (家和): not one family misses what it is entitled to, and every family can see why."""

__version__ = "0.1.0"
