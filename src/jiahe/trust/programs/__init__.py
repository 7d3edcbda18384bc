"""Keys by which programs of other offices use the API: each for one system, one post, some operations and some days."""
