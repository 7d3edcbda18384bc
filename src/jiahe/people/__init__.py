"""Persons, households, kinship, residence, certificates: dated rows with their source; and the facts made of them."""
