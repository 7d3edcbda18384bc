"""Two programmes written by hand as DuckDB queries: an independent oracle, and what the engine is timed against."""
