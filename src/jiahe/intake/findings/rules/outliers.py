"""What is far from what is usual: often one record was put where many belong, or money goes where it should not.

The rules read the blind indexes of numbers, never a number. While the key of an index changes, what two hold in common
may be missed until all are written anew.
"""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, Rule
from jiahe.web.words import Words


def _first_of_many(column: str, more_than: int, step: int) -> str:
    """Return the SQL that finds the first on record of more living people than ``more_than`` who share a value.

    Their number is told in steps: one more does not open again what was found right.
    """
    return f"""
        SELECT p.id, NULL::uuid, jsonb_build_object('people', (many.people - 1) / {step} * {step}), p.source
        FROM (
            SELECT count(*) AS people, (array_agg(id ORDER BY id))[1] AS first
            FROM people_person WHERE {column} IS NOT NULL AND death_date IS NULL
            GROUP BY {column} HAVING count(*) > {more_than}
        ) many JOIN here p ON p.id = many.first"""


RULES = (
    Rule(
        "payment_far_above_others",
        Words("发放金额远高于他人", "A payment far above those of others"),
        Words(
            "年度 {years} 的记录里，有 {payments} 笔发放超过同项目、同年度中位数的 3 倍。",
            "Of the years {years}, {payments} {payments:payment is|payments are} more than 3 times the median of the "
            "same programme and year.",
        ),
        Words(
            "对照发放凭证：金额的单位、小数点、项目和年度是不是记错。一笔里补发几年或合发几个人的，答复“记录无误”，写明凭什么材料。",
            "Compare the voucher: the unit, the decimal point, the programme, the year. If one payment made good "
            "several years, or was for several people, answer that the record is right and name the paper.",
        ),
        DOUBT,
        """
        SELECT p.id, NULL::uuid, jsonb_build_object(
            'payments', count(*), 'years', jsonb_agg(DISTINCT r.year)
        ), min(r.source)
        FROM people_payment r
        JOIN here p ON p.id = r.person_id
        JOIN (
            SELECT programme, year, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median
            FROM people_payment WHERE superseded_at IS NULL
            GROUP BY programme, year HAVING count(*) >= 30
        ) others ON others.programme = r.programme AND others.year = r.year
        WHERE r.superseded_at IS NULL AND others.median > 0 AND r.amount > 3 * others.median
        GROUP BY p.id""",
    ),
    Rule(
        "payment_told_twice",
        Words("同一笔发放可能记了两次", "A payment that may be there twice"),
        Words(
            "年度 {years} 有 {payments} 笔发放，由不同来源或同一来源的两份文件报来，项目、年度和金额相同，日期不同。",
            "Of the years {years}, {payments} payments of the same programme, year and sum are told of by different "
            "sources, or by two files of one source, on days that differ.",
        ),
        Words(
            "对照发放凭证：同一笔钱，财政按拨付日、银行按到账日各报了一次的，或文件改了日期又报了一次的，撤销多出来的一笔。"
            "确实发了两次的，答复“记录无误”，写明凭什么材料。",
            "Compare the vouchers. If it is one payment, told of by finance on the day of its order and by the bank on "
            "that of its arrival, or once more by a file with the day put right, withdraw one of them. If it was paid "
            "twice, answer that the record is right and name the paper.",
        ),
        DOUBT,
        # Of one source, in two files: what is paid each month is four weeks apart or more.
        """
        SELECT p.id, NULL::uuid, jsonb_build_object(
            'payments', count(*), 'years', jsonb_agg(DISTINCT r.year)
        ), min(r.source)
        FROM people_payment r
        JOIN here p ON p.id = r.person_id
        WHERE r.superseded_at IS NULL AND EXISTS (
            SELECT FROM people_payment o
            WHERE o.person_id = r.person_id AND o.programme = r.programme AND o.year = r.year AND o.amount = r.amount
                AND o.superseded_at IS NULL AND CASE
                    WHEN o.source <> r.source THEN abs(o.paid_on - r.paid_on) <= 31
                    WHEN o.load IS NOT DISTINCT FROM r.load OR o.paid_on = r.paid_on THEN false
                    ELSE abs(o.paid_on - r.paid_on) < 28
                END
        )
        GROUP BY p.id""",
    ),
    Rule(
        "household_very_large",
        Words("一户人数过多", "A household of very many people"),
        Words(
            "与此人同户、记录为在世的超过 {people} 人（含本人）。",
            "More than {people} people on record as living belong to this person's household, this person included.",
        ),
        Words(
            "对照户口簿，看是不是几户记成了一户，或户号录错，再把人改到各自的户。集体户属实的，答复“记录无误”。",
            "Compare the household registers: several households may have been recorded as one, or the number is "
            "wrong. Put everybody into their own. If it is a collective household, answer that the record is right.",
        ),
        DOUBT,
        _first_of_many("household_id", more_than=20, step=10),
    ),
    Rule(
        "account_of_many",
        Words("几户人登记了同一个银行账号", "One bank account of people of several households"),
        Words(
            "此人的银行账号同时登记在 {people} 个在世的人名下（含本人），他们不是一户。",
            "The bank account of this person is on record for {people} living people, this one included, who are not "
            "of one household.",
        ),
        Words(
            "对照此人的存折或社保卡，确认账号是本人或本人同意的人的；不是的，更正账号，并查以往的钱发到了谁手里。",
            "Compare this person's passbook or card. If the account is neither theirs nor of somebody they have agreed "
            "to, correct it, and find out who has received the money so far.",
        ),
        DOUBT,
        # Told of each: everybody's own account is looked at.
        """
        SELECT p.id, NULL::uuid, jsonb_build_object('people', a.people), p.source
        FROM (
            SELECT account_index, count(*) AS people
            FROM people_person WHERE account_index IS NOT NULL AND death_date IS NULL
            GROUP BY account_index HAVING count(*) >= 4 AND count(DISTINCT household_id) > 1
        ) a
        JOIN people_person o ON o.account_index = a.account_index AND o.death_date IS NULL
        JOIN here p ON p.id = o.id""",
    ),
    Rule(
        "telephone_of_many",
        Words("许多人登记了同一个电话", "One telephone of many people"),
        Words(
            "此人的电话同时登记在超过 {people} 个在世的人名下（含本人）。",
            "The telephone of this person is on record for more than {people} living people, this one included.",
        ),
        Words(
            "多半是代办的人填了自己的电话。问清是哪个号码，在“查人”里按它查出都有谁，问到各人自己或家人的电话，逐个更正：通知要发得到本人。",
            "Often somebody who filled in the forms gave their own. Ask which number it is, look it up under “Find "
            "people”, ask everybody for their own or their family's, and correct them: notices must reach the person.",
        ),
        DOUBT,
        _first_of_many("phone_index", more_than=8, step=4),
    ),
)
