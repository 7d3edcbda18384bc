"""The facts that the country template's benefits read: persons and the households they live in, money in cents.

Not Jiahe's facts contract: it exists for this comparison only.
"""

from __future__ import annotations

from jiahe.law import Column, Relation, Schema, Table, Type

PERSONS = Table(
    "persons",
    "人员",
    "Everybody, one row a person.",
    key="person_id",
    columns=(
        Column("person_id", Type.TEXT, "人员编号", "Key", required=True),
        Column("household", Type.REF, "住户", "The household", refers_to="households", required=True),
        Column(
            "role",
            Type.TEXT,
            "角色",
            "The person's part in the household",
            required=True,
            choices={"adult": ("成人", "adult"), "child": ("儿童", "child")},
        ),
        Column("birth_date", Type.DATE, "出生日期", "Date of birth", required=True),
        Column("salary", Type.MONEY, "当月工资", "Salary of the month, in cents", required=True),
        Column("capital_returns", Type.MONEY, "当月资本收益", "Capital returns of the month, in cents", required=True),
    ),
)

HOUSEHOLDS = Table(
    "households",
    "住户",
    "One row a household.",
    key="household_id",
    columns=(
        Column("household_id", Type.TEXT, "住户编号", "Key", required=True),
        Column("rent", Type.MONEY, "当月租金", "Rent of the month, in cents", required=True),
        Column("accommodation_size", Type.INT, "住房面积", "Size in January, in square metres", required=True),
        Column(
            "occupancy",
            Type.TEXT,
            "居住方式",
            "Housing occupancy status in January",
            required=True,
            choices={
                "owner": ("自有", "owner"),
                "tenant": ("租住", "tenant"),
                "free_lodger": ("借住", "free lodger"),
                "homeless": ("无住房", "homeless"),
            },
        ),
    ),
)

COUNTRY = Schema((PERSONS, HOUSEHOLDS), (Relation("members", "households", "persons", "household"),))
"""The schema of both tables, and the way from a household to its members."""
