"""Places: the five-level administrative divisions."""

from jiahe.places.divisions import LEVELS, NATION, Divisions, Place, PlacesError, level_of

__all__ = ["LEVELS", "NATION", "Divisions", "Place", "PlacesError", "level_of"]
