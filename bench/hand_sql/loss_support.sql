-- 独生子女伤残、死亡家庭特别扶助, for the offices of one Beijing district on one day: what each parent is owed for that calendar
-- year, in fen. Written by hand from 京人口发〔2008〕53号, 京人口发〔2009〕31号, 京卫家庭〔2022〕19号 (900 and 740 yuan a month) and the
-- programme's README, to check the engine and to time it against. The amounts only: no criteria, no reasons, no unknowns.
-- $region: the first digits of the district's code. $today: the day of determination.
WITH own AS (
    -- Children by birth or adoption, who came before this year or came during it.
    SELECT
        h.parent, h.child, c.death_date AS died,
        if(h.kind = 'adoption', h.from_date, c.birth_date) AS arrived
    FROM parenthoods h JOIN persons c ON c.person_id = h.child
    WHERE h.kind IN ('birth', 'adoption')
),
card AS (
    -- Disability cards of grade 1, 2 or 3 that are valid this year: since when the child has one.
    SELECT person AS child, min(from_date) AS since
    FROM certificates
    WHERE kind = 'disability' AND grade <= 3 AND from_date <= $today
      AND (until_date IS NULL OR until_date > date_trunc('year', $today::DATE))
    GROUP BY person
),
any_card AS (SELECT DISTINCT person AS child FROM certificates WHERE kind = 'disability'),
affected AS (
    SELECT DISTINCT parent FROM own LEFT JOIN any_card USING (child)
    WHERE own.died <= $today OR any_card.child IS NOT NULL
),
family AS (
    SELECT
        o.parent,
        count(*) FILTER (WHERE o.arrived < date_trunc('year', $today::DATE)) AS children,
        count(*) FILTER (WHERE o.arrived < date_trunc('year', $today::DATE) AND (o.died IS NULL OR o.died > $today)) AS living,
        max(o.died) FILTER (WHERE o.arrived < date_trunc('year', $today::DATE) AND o.died <= $today) AS lost_on,
        min(o.died) FILTER (WHERE o.arrived < date_trunc('year', $today::DATE) AND o.died <= $today) AS first_lost_on,
        min(o.arrived) FILTER (WHERE o.arrived BETWEEN date_trunc('year', $today::DATE) AND $today) AS further_child_on,
        min(card.since) FILTER (
            WHERE o.arrived < date_trunc('year', $today::DATE) AND (o.died IS NULL OR o.died > $today)) AS disabled_since,
        min(card.since) FILTER (
            WHERE o.arrived < date_trunc('year', $today::DATE)
              AND o.died BETWEEN date_trunc('year', $today::DATE) AND $today) AS died_disabled_since
    FROM own o SEMI JOIN affected USING (parent) LEFT JOIN card USING (child)
    GROUP BY o.parent
    HAVING children = 1 OR (children = 2 AND living = 1)
        OR (children = 2 AND died_disabled_since IS NOT NULL AND first_lost_on < date_trunc('year', $today::DATE))
),
parents_card AS (
    SELECT person, min(from_date) AS first_day, max(coalesce(until_date, DATE '9999-12-31')) AS until
    FROM certificates
    WHERE kind = 'one_child_parents' AND from_date <= $today
      AND (until_date IS NULL OR until_date > date_trunc('year', $today::DATE))
    GROUP BY person
),
marriage AS (
    SELECT person, spouse FROM unions
    WHERE from_date <= $today AND (until_date IS NULL OR until_date > $today)
    UNION ALL
    SELECT spouse, person FROM unions
    WHERE from_date <= $today AND (until_date IS NULL OR until_date > $today)
),
married AS (
    -- The living spouse of a man; without a birth date when more than one marriage is on record.
    SELECT m.person, if(count(*) = 1, min(s.birth_date), NULL) AS wife_born
    FROM marriage m JOIN persons s ON s.person_id = m.spouse
    WHERE s.death_date IS NULL OR s.death_date > $today
    GROUP BY m.person
),
parent AS (
    SELECT
        p.person_id, p.death_date, p.birth_date, f.*, k.first_day, k.until,
        CASE WHEN p.sex = 'male' AND m.person IS NOT NULL THEN m.wife_born ELSE p.birth_date END AS counts
    FROM family f
    JOIN persons p ON p.person_id = f.parent
    JOIN parents_card k ON k.person = p.person_id
    LEFT JOIN married m ON m.person = p.person_id
    WHERE starts_with(p.hukou_place, $region)
      AND (p.death_date IS NULL OR p.death_date >= date_trunc('year', $today::DATE))
      AND (f.living = 0 OR f.disabled_since IS NOT NULL)
),
span AS (
    SELECT
        *,
        greatest(date_trunc('year', $today::DATE), counts + INTERVAL 49 YEAR, first_day)::DATE AS began,
        least(
            date_trunc('year', $today::DATE) + INTERVAL 1 YEAR - INTERVAL 1 DAY,
            coalesce(death_date, DATE '9999-12-31'),
            coalesce(further_child_on, DATE '9999-12-31'),
            until - 1)::DATE AS ends
    FROM parent
    WHERE counts + INTERVAL 49 YEAR <= $today
      AND if(living = 0 AND children = 1, birth_date, counts) >= DATE '1933-01-01'
)
SELECT
    person_id,
    CASE WHEN living = 0 AND children = 1 THEN 90000 * greatest(0, date_diff('month', greatest(began, lost_on), ends) + 1) ELSE 0 END AS death,
    74000 * greatest(0, CASE
        WHEN living > 0 THEN
            date_diff('month', greatest(began, disabled_since, if(children = 2, lost_on, began)), ends) + 1
        WHEN died_disabled_since IS NULL THEN 0
        ELSE date_diff('month', greatest(began, died_disabled_since),
            least(ends, if(children = 2, lost_on, date_trunc('month', lost_on)::DATE - 1))) + 1
    END) AS disability
FROM span
