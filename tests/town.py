"""One cast that every test may know: a few families of a village in Jingmen, Hubei, and one in Beijing. All invented.

* Li: the girl, born in March 2023, was never claimed for: the family that is missed.
* Wang: the boy's claim of 2025 was approved: enrolled.
* Chen: nobody has written down where the baby's hukou is: needs evidence.
* Zhao: the boy was three before 2025: outside the programme.
* Liu (Beijing): the only child died; both parents hold the certificate.
"""

from __future__ import annotations

import csv
from pathlib import Path

VILLAGE = "420890100201"
BEIJING = "110105001001"

PERSONS = """
person_id,name,sex,birth_date,death_date,nationality,hukou_place,hukou_kind,residence_place,village_group
li_mother,李秀英,female,1994-05-06,,CHN,420890100201,rural,420890100201,3
li_father,李国强,male,1992-11-30,,CHN,420890100201,rural,440306001001,3
li_girl,李小满,female,2023-03-20,,CHN,420890100201,rural,420890100201,3
wang_mother,王桂芳,female,1990-01-02,,CHN,420890100201,rural,420890100201,5
wang_father,王建军,male,1989-07-08,,CHN,420890100201,rural,420890100201,5
wang_boy,王谷雨,male,2024-06-01,,CHN,420890100201,rural,420890100201,5
chen_mother,陈丽,female,1996-02-29,,CHN,420890100201,rural,420890100201,1
chen_baby,陈小寒,female,2025-01-05,,CHN,,rural,420890100201,1
zhao_mother,赵敏,female,1988-08-08,,CHN,420890100201,rural,420890100201,1
zhao_boy,赵立春,male,2021-02-03,,CHN,420890100201,rural,420890100201,1
liu_mother,刘淑珍,female,1962-04-01,,CHN,110105001001,urban,110105001001,
liu_father,刘志明,male,1960-03-01,,CHN,110105001001,urban,110105001001,
liu_son,刘伟,male,1988-09-09,2015-05-20,CHN,110105001001,urban,,
"""
PARENTHOODS = """
child,parent,kind,delivery,birth_order,from_date,until_date
li_girl,li_mother,birth,1,1,,
li_girl,li_father,birth,,1,,
wang_boy,wang_mother,birth,1,1,,
wang_boy,wang_father,birth,,1,,
chen_baby,chen_mother,birth,1,1,,
zhao_boy,zhao_mother,birth,1,1,,
liu_son,liu_mother,birth,1,1,,
liu_son,liu_father,birth,,1,,
"""
UNIONS = """
person,spouse,from_date,until_date,ended_by
li_mother,li_father,2019-05-01,,
wang_mother,wang_father,2015-05-01,,
liu_mother,liu_father,1986-10-01,,
"""
CERTIFICATES = """
person,kind,grade,number,from_date,until_date
liu_mother,one_child_parents,,,1990-01-01,
liu_father,one_child_parents,,,1990-01-01,
"""
CLAIMS = """
person,applicant,programme,year,place,submitted_on,decision,decided_on
wang_boy,wang_mother,cn/childcare-subsidy,2025,420890100000,2025-09-01,approved,2025-09-10
"""
PAYMENTS = """
person,programme,year,amount,place,paid_on
wang_boy,cn/childcare-subsidy,2025,3600.00,420890100000,2025-09-28
"""
PLACES = """
code,name,level
420890000000,禾阳县,3
420890100000,清溪镇,4
420890100201,柳林村,5
"""
EMPTY = {
    "custodies": "child,custodian,kind,institution_place,from_date,until_date",
    "residences": "person,place,from_date,until_date",
    "hukou": "person,place,from_date,until_date",
    "statuses": "person,kind,place,from_date,until_date",
}


def write_town(folder: Path, **changes: str) -> Path:
    """Write the cast's facts as CSV files. ``changes``: other contents for some tables; "" leaves a table out."""
    tables = {
        "persons": PERSONS, "parenthoods": PARENTHOODS, "unions": UNIONS, "certificates": CERTIFICATES,
        "claims": CLAIMS, "payments": PAYMENTS, "places": PLACES, **EMPTY, **changes,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        if text:
            (folder / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
    return folder


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a table above."""
    return list(csv.DictReader(text.strip().splitlines()))
