"""Where in the county to look for somebody, as SQL: the hukou, else the home, else the county itself."""

from __future__ import annotations

PLACED = """
    SELECT id, name, sex, birth_date, death_date, hukou_place, hukou_kind, birth_place, residence_place, household_id,
        village_group, source, learned_on, id_index IS NOT NULL AS has_id, phone_index IS NOT NULL AS has_phone,
        CASE WHEN hukou_place > %(low)s AND hukou_place <= %(high)s THEN hukou_place
            WHEN residence_place >= %(low)s AND residence_place <= %(high)s THEN residence_place
            ELSE %(county)s END AS place
    FROM people_person"""
"""All persons with their ``place``. Parameters: ``low``, ``high`` and ``county``, the county's span and code."""
