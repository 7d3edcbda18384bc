-- 育儿补贴, for the offices of one Beijing district on one day: what each child is owed, in fen, claim by claim.
-- Written by hand from 国卫办人口发〔2025〕24号 (Arts 5-14), 北京市育儿补贴制度实施细则（试行） (Arts 8, 10, 15) and the programme's
-- README, to check the engine and to time it against. It gives the amounts only: no criteria, no reasons, no unknowns.
-- $region: the first digits of the district's code. $today: the day of determination.
WITH child AS MATERIALIZED (
    -- Born on or after 2022-01-01, so under three at some time since 2025-01-01; Chinese; not dead before that day.
    SELECT
        person_id AS child, birth_date AS born, coalesce(death_date, DATE '9999-12-31') AS died, hukou_place,
        greatest(year(birth_date), 2025) AS base_year,
        birth_date < DATE '2025-01-01' AS old,
        12 * (year(birth_date) + 3 - 2025) + month(birth_date) AS months
    FROM persons
    WHERE birth_date >= DATE '2022-01-01' AND nationality = 'CHN'
      AND (death_date IS NULL OR death_date >= DATE '2025-01-01')
),
custody AS (
    SELECT
        c.child, count(*) AS how_many,
        bool_or(c.kind IN ('guardian', 'institution')) AS by_others,
        bool_or(c.kind = 'institution' AND starts_with(c.institution_place, $region)) AS institution_here
    FROM custodies c JOIN child USING (child)
    WHERE c.from_date <= $today AND (c.until_date IS NULL OR c.until_date > $today)
    GROUP BY c.child
),
status AS (
    SELECT
        s.person AS child, bool_or(s.kind <> 'never_registered') AS unsupported,
        bool_or(s.kind = 'never_registered') AS unregistered
    FROM statuses s JOIN child ON s.person = child.child
    WHERE s.kind IN ('orphan', 'de_facto_unsupported', 'never_registered')
      AND s.from_date <= $today AND (s.until_date IS NULL OR s.until_date > $today)
    GROUP BY s.person
),
parent AS MATERIALIZED (
    SELECT
        h.child, p.person_id AS parent, p.sex, p.hukou_place, (p.death_date IS NULL OR p.death_date > $today) AS lives
    FROM parenthoods h JOIN child USING (child) LEFT JOIN persons p ON p.person_id = h.parent
    WHERE h.kind = 'birth'
       OR (h.kind = 'adoption' AND h.from_date <= $today AND (h.until_date IS NULL OR h.until_date > $today))
),
parents AS (
    SELECT
        child, count(*) FILTER (WHERE lives) AS living,
        bool_or(lives AND starts_with(hukou_place, $region)) AS one_is_here,
        if(count(*) FILTER (WHERE sex = 'female') = 1, min(parent) FILTER (WHERE sex = 'female'), NULL) AS mother,
        if(count(*) FILTER (WHERE sex = 'male') = 1, min(parent) FILTER (WHERE sex = 'male'), NULL) AS father
    FROM parent GROUP BY child
),
couple AS (SELECT DISTINCT mother, father FROM parents WHERE living >= 2 AND mother IS NOT NULL AND father IS NOT NULL),
marriage AS (
    SELECT c.mother, c.father, u.until_date, u.ended_by FROM couple c JOIN unions u ON u.person = c.mother AND u.spouse = c.father
    UNION ALL
    SELECT c.mother, c.father, u.until_date, u.ended_by FROM couple c JOIN unions u ON u.person = c.father AND u.spouse = c.mother
),
divorced AS (
    SELECT mother, father FROM marriage GROUP BY ALL
    HAVING bool_or(ended_by = 'divorce' AND until_date <= $today) AND NOT bool_or(until_date IS NULL OR until_date > $today)
),
move AS (
    SELECT
        h.person AS child, bool_or(h.from_date <= $today AND NOT starts_with(h.place, $region)) AS elsewhere,
        max(h.until_date) FILTER (WHERE h.until_date <= $today AND starts_with(h.place, $region)) AS left_on
    FROM hukou h JOIN child ON h.person = child.child
    GROUP BY h.person
),
claim AS MATERIALIZED (
    -- Live claims made before the year they are for was forfeited (Art 12).
    SELECT
        c.person AS child, c."year", starts_with(c.place, $region) AS here,
        starts_with(c.place, '11') AND NOT starts_with(c.place, $region) AS in_city,
        -- Art 15 asks for approval before the hukou left the city; within it, what was handed in stays where it was.
        CASE WHEN starts_with(child.hukou_place, '11') THEN c.submitted_on WHEN c.decision = 'approved' THEN c.decided_on
        END AS good_since,
        year(c.submitted_on) <= c."year"
            OR (child.old AND c."year" = 2025 AND c.submitted_on <= DATE '2025-12-31')
            OR (year(child.died) = year(child.born) AND year(c.submitted_on) <= c."year" + 1) AS in_time
    FROM claims c JOIN child ON c.person = child.child
    WHERE c.programme = 'cn/childcare-subsidy' AND c.decision NOT IN ('refused', 'withdrawn')
),
claimed AS (
    SELECT
        child, "year", bool_or(in_time) AS anywhere, bool_or(in_time AND here) AS here, bool_or(in_city) AS in_city,
        min(good_since) FILTER (WHERE in_time AND here) AS good_here
    FROM claim GROUP BY ALL
),
kept AS (SELECT child, min(good_since) AS good_here FROM claim WHERE here GROUP BY child),
paid AS (
    SELECT
        p.person AS child, p."year", bool_or(starts_with(p.place, $region)) AS here,
        bool_or(NOT starts_with(p.place, $region)) AS elsewhere
    FROM payments p JOIN child ON p.person = child.child
    WHERE p.programme = 'cn/childcare-subsidy'
    GROUP BY ALL
),
entitled AS (
    SELECT
        child.*, move.left_on,
        coalesce(CASE
            WHEN child.hukou_place IS NULL AND child.died <= $today THEN status.unregistered AND parents.one_is_here
            ELSE starts_with(child.hukou_place, $region)
        END, false) OR coalesce(custody.institution_here, false) AS is_here,
        coalesce(move.elsewhere, false) OR (move.left_on IS NOT NULL AND NOT is_here) AS moved
    FROM child
    LEFT JOIN custody USING (child) LEFT JOIN status ON status.child = child.child
    LEFT JOIN parents ON parents.child = child.child LEFT JOIN move ON move.child = child.child
    LEFT JOIN kept ON kept.child = child.child
    LEFT JOIN divorced d ON d.mother = parents.mother AND d.father = parents.father
    WHERE (is_here OR kept.good_here < coalesce(move.left_on, DATE '9999-12-31'))
      -- Art 5: born to or adopted by parents, or without them.
      AND (parents.child IS NOT NULL OR status.unsupported OR (custody.how_many = 1 AND custody.by_others))
      -- Art 6: one who can apply.
      AND (
          (parents.living > 0 AND status.unsupported IS NOT TRUE AND (parents.living < 2 OR d.mother IS NULL))
          OR custody.how_many = 1
      )
),
schedule AS (
    SELECT
        e.*, n.number,
        e.base_year + n.number + if(
            NOT old AND year($today) > e.base_year AND year(e.died) <> year(e.born)
                AND NOT coalesce(c.anywhere, false) AND p.child IS NULL, 1, 0) AS for_year,
        if(old, greatest(least(e.months - 12 * n.number, 12), 0), 12) AS claim_months
    FROM entitled e
    CROSS JOIN (VALUES (0), (1), (2)) n(number)
    LEFT JOIN claimed c ON c.child = e.child AND c."year" = e.base_year
    LEFT JOIN paid p ON p.child = e.child AND p."year" = e.base_year
),
judged AS (
    SELECT
        s.*,
        coalesce(
            ((coalesce(c.anywhere, false) OR p.child IS NOT NULL) AND NOT s.moved)
            OR (c.good_here < coalesce(s.left_on, DATE '9999-12-31'))
            OR (s.is_here AND c.here)
            OR coalesce(p.here, false), false) AS made,
        CASE
            WHEN s.number > 0 THEN year($today) <= s.for_year
            WHEN s.old THEN $today <= DATE '2025-12-31'
            ELSE year($today) <= s.for_year + if(year(s.died) = year(s.born), 1, 0)
        END AS still_open,
        s.moved AND (coalesce(p.elsewhere, false) OR coalesce(c.in_city, false)) AS taken_elsewhere
    FROM schedule s
    LEFT JOIN claimed c ON c.child = s.child AND c."year" = s.for_year
    LEFT JOIN paid p ON p.child = s.child AND p."year" = s.for_year
),
due AS (
    SELECT
        child, number, for_year,
        year(died) >= for_year AND claim_months > 0 AND NOT taken_elsewhere AND (made OR still_open) AS stands,
        if(stands AND (made OR is_here), if(claim_months = 12, 360000, 30000 * claim_months), 0) AS amount
    FROM judged
)
SELECT
    child AS person_id,
    sum(amount) FILTER (WHERE number = 0)::BIGINT AS claim_1,
    sum(amount) FILTER (WHERE number = 1)::BIGINT AS claim_2,
    sum(amount) FILTER (WHERE number = 2)::BIGINT AS claim_3
FROM due
GROUP BY child
HAVING bool_or(stands)
