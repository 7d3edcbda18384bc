"""What does not agree in the register: found by rules, with an owner and a day, closed by somebody else.

A finding is about the record, never about a family: two dates that cannot both be right, a page that is missing. The
rules are in rules/, a search for what they find in search.py, what people do about it in actions.py. Figures about a
whole place are in quality.py and two_lists.py; they name nobody.
"""
