-- name: months_between
-- signature: months_between(timestamp, timestamp) returns numeric
-- source: Oracle Database SQL Language Reference, MONTHS_BETWEEN
-- why: whole when both are the same day or both last days of their months; otherwise the fraction is of a 31-day month, time included
-- example: sct.months_between(timestamp '1995-02-02', timestamp '1995-01-01') => 1.03225806451612903225806451612903225806
-- example: sct.months_between(timestamp '2024-03-31', timestamp '2024-02-29') => 1
-- example: sct.months_between(timestamp '2024-03-20', timestamp '2024-03-05') => 0.48387096774193548387096774193548387097
-- example: sct.months_between(timestamp '2024-01-15', timestamp '2024-03-15') => -2
-- example: sct.months_between(timestamp '2024-03-15 18:00:00', timestamp '2024-02-15 06:00:00') => 1
-- example: sct.months_between(NULL, timestamp '2024-03-15') => <NULL>
CREATE OR REPLACE FUNCTION sct.months_between(a timestamp, b timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (extract(year FROM a) - extract(year FROM b)) * 12 + extract(month FROM a) - extract(month FROM b)
  + CASE
      WHEN extract(day FROM a) = extract(day FROM b)
        OR (extract(day FROM a + interval '1 day') = 1 AND extract(day FROM b + interval '1 day') = 1)
      THEN 0
      ELSE trim_scale(round(
        ((extract(day FROM a) - extract(day FROM b)) * 86400
         + floor(extract(epoch FROM a::time)) - floor(extract(epoch FROM b::time)))
        * 1.00000000000000000000000000000000000000000000 / 2678400, 38))
    END
$$;
