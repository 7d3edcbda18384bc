"""What a file of another source says of somebody, where the register says otherwise."""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, Rule
from jiahe.web.words import Words

RULES = (
    Rule(
        "sources_disagree",
        Words("几处来源说法不一", "Sources disagree"),
        Words(
            "送来的文件与登记册写的不一致：{columns}。",
            "A file that came in does not say what the register says: {columns}.",
        ),
        Words(
            "对照身份证、户口簿、医学证明、存折或社保卡等原件；电话、账号不在这里显示，请当面核对。登记册错了的，在此人的页面更正；文件错了的，答复“记录无误”，"
            "写明凭什么材料，并请送文件的单位改正。",
            "Compare the papers: identity card, household register, certificates, passbook or bank card. Telephones "
            "and accounts are not shown here: ask the person. If the register is wrong, correct it on the person's "
            "page; if the file is, answer that the record is right, name the paper, and ask the office that sent the "
            "file to mend it.",
        ),
        DOUBT,
        # Of a death nothing is no unknown: a file says that somebody lived on its day, or the register no more that she
        # died.
        # Of each office of a source the last file counts; one that agrees, once it is loaded.
        # A place that lies within the one that a file names does not contradict it. Of a number nobody kept what the
        # file has: the finding stays until the register's is corrected.
        """
        SELECT p.id, NULL::uuid, jsonb_build_object(
            'columns', jsonb_agg(DISTINCT c."column"),
            'said', jsonb_agg(jsonb_build_object('column', c."column", 'says', c.says, 'now', c.now, 'by', c.source)
                || CASE WHEN c.office = '' THEN '{}' ELSE jsonb_build_object('office', c.office) END
                ORDER BY c."column", c.source, c.office)
        ), p.source
        FROM (
            SELECT DISTINCT ON (k.person_id, k."column", l.source, l.office)
                k.person_id, k."column", k.says, k.agrees, l.source, l.office, l.learned_on,
                to_jsonb(f) -> k."column" AS now,
                k.says IS NULL AND to_jsonb(f) ->> (k."column" || '_index') IS NOT NULL AND NOT EXISTS (
                    SELECT FROM people_correction r WHERE r.person_id = k.person_id AND r."column" = k."column"
                        AND r.at > coalesce(l.checked_at, l.came_at)
                ) AS another_number
            FROM intake_conflict k
            JOIN intake_load l ON l.id = k.load_id
            JOIN people_person f ON f.id = k.person_id
            WHERE NOT k.agrees OR l.state IN ('loaded', 'undoing')
            ORDER BY k.person_id, k."column", l.source, l.office, k.id DESC
        ) c
        JOIN here p ON p.id = c.person_id
        WHERE NOT c.agrees AND (c.another_number OR (c."column" = 'death_date' AND CASE
                WHEN c.says IS NULL THEN (c.now #>> '{}')::date < c.learned_on
                ELSE c.now <> c.says
            END)
            OR (c.now <> 'null' AND c.now <> c.says AND NOT (
            c."column" LIKE '%%_place'
            AND c.now #>> '{}' LIKE regexp_replace(c.says #>> '{}', '(000|0{6}|0{8}|0{10})$', '') || '%%'
        )))
        GROUP BY p.id, p.source""",
    ),
)
