-- What Redshift has and PostgreSQL has not, with the results the Amazon Redshift Database Developer Guide states.
-- A call to one of these names is written with this schema; a name that PostgreSQL has too has all its forms here.
CREATE SCHEMA sct_redshift;
GRANT USAGE ON SCHEMA sct_redshift TO PUBLIC;

-- Text (String functions)
CREATE FUNCTION sct_redshift.len(text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length($1)';
CREATE FUNCTION sct_redshift.len(bytea) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length($1)';
CREATE FUNCTION sct_redshift.textlen(text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length($1)';
CREATE FUNCTION sct_redshift.charindex(text, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.strpos($2, $1)';
CREATE FUNCTION sct_redshift.concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION sct_redshift.concat(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION sct_redshift.replicate(text, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.repeat($1, $2)';
CREATE FUNCTION sct_redshift.strtol(text, integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
DECLARE
  digits text := lower(pg_catalog.regexp_replace(btrim($1), '^([+-]?)0x', '\1'));
  value bigint := 0;
  digit integer;
BEGIN
  IF $2 NOT IN (0, 10, 16) AND NOT $2 BETWEEN 2 AND 36 THEN
    RAISE EXCEPTION 'the base of STRTOL is 2 to 36, not %', $2;
  END IF;
  FOR place IN 1 .. length(ltrim(digits, '+-')) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(ltrim(digits, '+-'), place, 1)) - 1;
    IF digit < 0 OR digit >= coalesce(nullif($2, 0), 10) THEN
      RAISE EXCEPTION 'STRTOL: % is no number of base %', $1, $2;
    END IF;
    value := value * coalesce(nullif($2, 0), 10) + digit;
  END LOOP;
  RETURN CASE WHEN digits LIKE '-%' THEN -value ELSE value END;
END $f$;
CREATE FUNCTION sct_redshift.sha2(text, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT pg_catalog.encode(CASE $2 WHEN 224 THEN sha224(convert_to($1, 'UTF8')) WHEN 384 THEN sha384(convert_to($1, 'UTF8'))
    WHEN 512 THEN sha512(convert_to($1, 'UTF8')) ELSE sha256(convert_to($1, 'UTF8')) END, 'hex') $f$;

-- Regular expressions; parameter p (PCRE) has no counterpart and is refused where it would matter
CREATE FUNCTION sct_redshift.regexp_flags(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT CASE WHEN strpos($1, 'i') > 0 THEN 'i' ELSE 'c' END $f$;
CREATE FUNCTION sct_redshift.regexp_replace(text, text, text DEFAULT '', integer DEFAULT 1, text DEFAULT 'c') RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT pg_catalog.regexp_replace($1, $2, pg_catalog.regexp_replace($3, '\$(\d)', '\\\1', 'g'), $4, 0, sct_redshift.regexp_flags($5)) $f$;
CREATE FUNCTION sct_redshift.regexp_substr(text, text, integer DEFAULT 1, integer DEFAULT 1, text DEFAULT 'c') RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT coalesce(pg_catalog.regexp_substr($1, $2, $3, $4, sct_redshift.regexp_flags($5),
    CASE WHEN strpos($5, 'e') > 0 THEN 1 ELSE 0 END), '') $f$;
CREATE FUNCTION sct_redshift.regexp_instr(text, text, integer DEFAULT 1, integer DEFAULT 1, integer DEFAULT 0, text DEFAULT 'c')
  RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT pg_catalog.regexp_instr($1, $2, $3, $4, $5, sct_redshift.regexp_flags($6)) $f$;
CREATE FUNCTION sct_redshift.regexp_count(text, text, integer DEFAULT 1, text DEFAULT 'c') RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT pg_catalog.regexp_count($1, $2, $3, sct_redshift.regexp_flags($4)) $f$;

-- Numbers (Math functions)
CREATE FUNCTION sct_redshift.round(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.round($1)';
CREATE FUNCTION sct_redshift.round(numeric, integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.round($1, $2)';
CREATE FUNCTION sct_redshift.round(double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.round($1::numeric)::double precision';
CREATE FUNCTION sct_redshift.round(double precision, integer) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.round($1::numeric, $2)::double precision';
CREATE FUNCTION sct_redshift.trunc(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.trunc($1)';
CREATE FUNCTION sct_redshift.trunc(numeric, integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.trunc($1, $2)';
CREATE FUNCTION sct_redshift.trunc(double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.trunc($1)';
CREATE FUNCTION sct_redshift.trunc(double precision, integer) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.trunc($1::numeric, $2)::double precision';
CREATE FUNCTION sct_redshift.round(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION sct_redshift.round(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION sct_redshift.round(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.round($1::numeric, $2)::integer';
CREATE FUNCTION sct_redshift.round(bigint, integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.round($1::numeric, $2)::bigint';
CREATE FUNCTION sct_redshift.trunc(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION sct_redshift.trunc(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION sct_redshift.trunc(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.trunc($1::numeric, $2)::integer';
CREATE FUNCTION sct_redshift.trunc(bigint, integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT pg_catalog.trunc($1::numeric, $2)::bigint';
CREATE FUNCTION sct_redshift.dexp(double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT exp($1)';
CREATE FUNCTION sct_redshift.dlog1(double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ln($1)';
CREATE FUNCTION sct_redshift.dlog10(double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT log($1)';

-- Dates (Date and time functions)
CREATE FUNCTION sct_redshift.getdate() RETURNS timestamp LANGUAGE sql STABLE
  AS $f$ SELECT date_trunc('second', statement_timestamp()::timestamp) $f$;
CREATE FUNCTION sct_redshift.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT LOCALTIMESTAMP';
CREATE FUNCTION sct_redshift.trunc(timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::date';
CREATE FUNCTION sct_redshift.last_day(timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT (date_trunc('month', $1) + interval '1 month' - interval '1 day')::date $f$;
CREATE FUNCTION sct_redshift.add_months(timestamp, numeric) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT CASE WHEN $1::date = sct_redshift.last_day($1)
    THEN sct_redshift.last_day(date_trunc('month', $1) + make_interval(months => pg_catalog.trunc($2)::integer)) + $1::time
    ELSE $1 + make_interval(months => pg_catalog.trunc($2)::integer) END $f$;
CREATE FUNCTION sct_redshift.months_between(timestamp, timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT (extract(year FROM $1) - extract(year FROM $2)) * 12 + extract(month FROM $1) - extract(month FROM $2)
    + CASE WHEN extract(day FROM $1) = extract(day FROM $2)
             OR ($1::date = sct_redshift.last_day($1) AND $2::date = sct_redshift.last_day($2)) THEN 0
      ELSE (extract(epoch FROM ($1 - date_trunc('month', $1))) - extract(epoch FROM ($2 - date_trunc('month', $2))))
           / 86400 / 31 END $f$;
CREATE FUNCTION sct_redshift.next_day(timestamp, text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
DECLARE
  wanted integer := array_position(ARRAY['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'], lower(left($2, 2))) - 1;
BEGIN
  IF wanted IS NULL OR strpos('sunday monday tuesday wednesday thursday friday saturday', lower($2)) = 0 THEN
    RAISE EXCEPTION 'NEXT_DAY: % is no day of the week', $2;
  END IF;
  RETURN $1::date + ((wanted - extract(dow FROM $1)::integer + 6) % 7 + 1);
END $f$;
CREATE FUNCTION sct_redshift.date_unit(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
DECLARE
  unit text := CASE
    WHEN lower($1) IN ('millennium', 'millennia', 'mil', 'mils') THEN 'millennium'
    WHEN lower($1) IN ('century', 'centuries', 'c', 'cent', 'cents') THEN 'century'
    WHEN lower($1) IN ('decade', 'decades', 'dec', 'decs') THEN 'decade'
    WHEN lower($1) IN ('year', 'years', 'y', 'yr', 'yrs') THEN 'year'
    WHEN lower($1) IN ('quarter', 'quarters', 'qtr', 'qtrs') THEN 'quarter'
    WHEN lower($1) IN ('month', 'months', 'mon', 'mons') THEN 'month'
    WHEN lower($1) IN ('week', 'weeks', 'w') THEN 'week'
    WHEN lower($1) IN ('day', 'days', 'd') THEN 'day'
    WHEN lower($1) IN ('hour', 'hours', 'h', 'hr', 'hrs') THEN 'hour'
    WHEN lower($1) IN ('minute', 'minutes', 'm', 'min', 'mins') THEN 'minute'
    WHEN lower($1) IN ('second', 'seconds', 's', 'sec', 'secs') THEN 'second'
    WHEN lower($1) IN ('millisecond', 'milliseconds', 'ms', 'msec', 'msecs', 'msecond', 'mseconds', 'millisec', 'millisecs', 'millisecon') THEN 'millisecond'
    WHEN lower($1) IN ('microsecond', 'microseconds', 'us', 'usec', 'usecs', 'usecond', 'useconds', 'microsec', 'microsecs', 'microsecond') THEN 'microsecond'
  END;
BEGIN
  IF unit IS NULL THEN
    RAISE EXCEPTION 'there is no part of a date named %', $1;
  END IF;
  RETURN unit;
END $f$;
CREATE FUNCTION sct_redshift.date_step(text, bigint) RETURNS interval LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT $2 * CASE sct_redshift.date_unit($1) WHEN 'quarter' THEN interval '3 months' WHEN 'century' THEN interval '100 years'
    WHEN 'decade' THEN interval '10 years' WHEN 'millennium' THEN interval '1000 years'
    ELSE ('1 ' || sct_redshift.date_unit($1))::interval END $f$;
CREATE FUNCTION sct_redshift.dateadd(text, numeric, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $3 + sct_redshift.date_step($1, pg_catalog.trunc($2)::bigint)';
CREATE FUNCTION sct_redshift.dateadd(text, numeric, date) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $3 + sct_redshift.date_step($1, pg_catalog.trunc($2)::bigint)';
CREATE FUNCTION sct_redshift.dateadd(text, numeric, text) RETURNS timestamp LANGUAGE sql STABLE STRICT
  AS 'SELECT $3::timestamp + sct_redshift.date_step($1, pg_catalog.trunc($2)::bigint)';
CREATE FUNCTION sct_redshift.dateadd(text, numeric, timestamptz) RETURNS timestamptz LANGUAGE sql STABLE STRICT
  AS 'SELECT $3 + sct_redshift.date_step($1, pg_catalog.trunc($2)::bigint)';
CREATE FUNCTION sct_redshift.dateadd(text, numeric, time) RETURNS time LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $3 + sct_redshift.date_step($1, pg_catalog.trunc($2)::bigint)';
CREATE FUNCTION sct_redshift.datediff(text, timestamp, timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT CASE sct_redshift.date_unit($1)
    WHEN 'millennium' THEN extract(millennium FROM $3) - extract(millennium FROM $2)
    WHEN 'century' THEN extract(century FROM $3) - extract(century FROM $2)
    WHEN 'decade' THEN extract(decade FROM $3) - extract(decade FROM $2)
    WHEN 'year' THEN extract(year FROM $3) - extract(year FROM $2)
    WHEN 'quarter' THEN extract(year FROM $3) * 4 + extract(quarter FROM $3) - extract(year FROM $2) * 4 - extract(quarter FROM $2)
    WHEN 'month' THEN extract(year FROM $3) * 12 + extract(month FROM $3) - extract(year FROM $2) * 12 - extract(month FROM $2)
    WHEN 'week' THEN ((($3::date - extract(dow FROM $3)::integer) - ($2::date - extract(dow FROM $2)::integer)) / 7)::numeric
    WHEN 'day' THEN ($3::date - $2::date)::numeric
    ELSE pg_catalog.round(extract(epoch FROM date_trunc(sct_redshift.date_unit($1), $3) - date_trunc(sct_redshift.date_unit($1), $2))
      * CASE sct_redshift.date_unit($1) WHEN 'hour' THEN 1 / 3600.0 WHEN 'minute' THEN 1 / 60.0 WHEN 'millisecond' THEN 1000
        WHEN 'microsecond' THEN 1000000 ELSE 1 END) END::bigint $f$;
CREATE FUNCTION sct_redshift.datediff(text, date, date) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT sct_redshift.datediff($1, $2::timestamp, $3::timestamp)';
CREATE FUNCTION sct_redshift.datediff(text, text, text) RETURNS bigint LANGUAGE sql STABLE STRICT
  AS 'SELECT sct_redshift.datediff($1, $2::timestamp, $3::timestamp)';
CREATE FUNCTION sct_redshift.datediff(text, timestamptz, timestamptz) RETURNS bigint LANGUAGE sql STABLE STRICT
  AS 'SELECT sct_redshift.datediff($1, $2::timestamp, $3::timestamp)';
CREATE FUNCTION sct_redshift.datediff(text, time, time) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT sct_redshift.datediff($1, date '2000-01-01' + $2, date '2000-01-01' + $3) $f$;
CREATE FUNCTION sct_redshift.date_part_year(date) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT extract(year FROM $1)::integer';
CREATE FUNCTION sct_redshift.date_cmp(date, date) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT CASE WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 ELSE 0 END';
CREATE FUNCTION sct_redshift.timestamp_cmp(timestamp, timestamp) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT CASE WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 ELSE 0 END';
CREATE FUNCTION sct_redshift.to_date(text, text) RETURNS date LANGUAGE sql STABLE STRICT AS 'SELECT pg_catalog.to_date($1, $2)';
CREATE FUNCTION sct_redshift.to_date(text, text, boolean) RETURNS date LANGUAGE sql STABLE STRICT
  AS 'SELECT pg_catalog.to_date($1, $2)';
CREATE FUNCTION sct_redshift.convert_timezone(text, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT $2 AT TIME ZONE 'UTC' AT TIME ZONE $1 $f$;
CREATE FUNCTION sct_redshift.convert_timezone(text, text, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $3 AT TIME ZONE $1 AT TIME ZONE $2';

-- Data type formatting: TRY_CAST(x AS t) is written try_cast(x, CAST(NULL AS t), 't')
CREATE FUNCTION sct_redshift.try_cast(text, anyelement, text) RETURNS anyelement LANGUAGE plpgsql STABLE AS $f$
DECLARE
  value ALIAS FOR $0;
BEGIN
  EXECUTE format('SELECT CAST(%L AS %s)', $1, $3) INTO value;
  RETURN value;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $f$;

-- VARBYTE functions
CREATE FUNCTION sct_redshift.to_varbyte(text, text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT CASE lower($2) WHEN 'hex' THEN decode($1, 'hex') WHEN 'base64' THEN decode($1, 'base64') ELSE convert_to($1, 'UTF8') END $f$;
CREATE FUNCTION sct_redshift.from_varbyte(bytea, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $f$
  SELECT CASE lower($2) WHEN 'hex' THEN pg_catalog.encode($1, 'hex') WHEN 'base64' THEN pg_catalog.encode($1, 'base64')
    ELSE convert_from($1, 'UTF8') END $f$;
CREATE FUNCTION sct_redshift.from_hex(text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT decode($1, 'hex') $f$;
CREATE FUNCTION sct_redshift.to_hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT pg_catalog.encode($1, 'hex') $f$;
CREATE FUNCTION sct_redshift.to_hex(bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.to_hex($1)';

-- JSON and SUPER functions
CREATE FUNCTION sct_redshift.json_parse(text) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::jsonb';
CREATE FUNCTION sct_redshift.json_serialize(jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT pg_catalog.regexp_replace($1::text, '("(?:[^"\\]|\\.)*")|\s+', '\1', 'g') $f$;
CREATE FUNCTION sct_redshift.is_valid_json(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
BEGIN
  RETURN jsonb_typeof($1::jsonb) = 'object';
EXCEPTION WHEN data_exception THEN
  RETURN false;
END $f$;
CREATE FUNCTION sct_redshift.is_valid_json_array(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
BEGIN
  RETURN jsonb_typeof($1::jsonb) = 'array';
EXCEPTION WHEN data_exception THEN
  RETURN false;
END $f$;
CREATE FUNCTION sct_redshift.json_extract_path_text(text, VARIADIC text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $f$ SELECT coalesce($1::jsonb #>> $2, '') $f$;
CREATE FUNCTION sct_redshift.json_extract_array_element_text(text, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1::jsonb ->> $2';
CREATE FUNCTION sct_redshift.json_array_length(text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT jsonb_array_length($1::jsonb)';
CREATE FUNCTION sct_redshift.json_typeof(jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof($1)';
CREATE FUNCTION sct_redshift.get_array_length(jsonb) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT jsonb_array_length($1)';
CREATE FUNCTION sct_redshift.split_to_array(text, text DEFAULT ',') RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT to_jsonb(string_to_array($1, $2))';

-- Aggregates: AVG of whole numbers is a whole number, of a DECIMAL one of the same scale; LISTAGG, MEDIAN, ANY_VALUE
CREATE FUNCTION sct_redshift.avg_step(numeric[], bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS $f$ SELECT CASE WHEN $2 IS NULL THEN $1 ELSE ARRAY[$1[1] + $2, $1[2] + 1] END $f$;
CREATE FUNCTION sct_redshift.avg_end(numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.trunc($1[1] / nullif($1[2], 0))::bigint $f$;
CREATE AGGREGATE sct_redshift.avg(bigint)
  (sfunc = sct_redshift.avg_step, stype = numeric[], finalfunc = sct_redshift.avg_end, initcond = '{0,0}');
CREATE FUNCTION sct_redshift.avg_step(numeric[], integer) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS 'SELECT sct_redshift.avg_step($1, $2::bigint)';
CREATE AGGREGATE sct_redshift.avg(integer)
  (sfunc = sct_redshift.avg_step, stype = numeric[], finalfunc = sct_redshift.avg_end, initcond = '{0,0}');
CREATE FUNCTION sct_redshift.avg_step(numeric[], smallint) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS 'SELECT sct_redshift.avg_step($1, $2::bigint)';
CREATE AGGREGATE sct_redshift.avg(smallint)
  (sfunc = sct_redshift.avg_step, stype = numeric[], finalfunc = sct_redshift.avg_end, initcond = '{0,0}');
CREATE FUNCTION sct_redshift.avg_step(numeric[], numeric) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS $f$ SELECT CASE WHEN $2 IS NULL THEN $1 ELSE ARRAY[$1[1] + $2, $1[2] + 1, greatest($1[3], scale($2))] END $f$;
CREATE FUNCTION sct_redshift.avg_end_decimal(numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.trunc($1[1] / nullif($1[2], 0), $1[3]::integer) $f$;
CREATE AGGREGATE sct_redshift.avg(numeric)
  (sfunc = sct_redshift.avg_step, stype = numeric[], finalfunc = sct_redshift.avg_end_decimal, initcond = '{0,0,0}');
CREATE AGGREGATE sct_redshift.avg(double precision)
  (sfunc = float8_accum, stype = double precision[], finalfunc = float8_avg, initcond = '{0,0,0}');
CREATE FUNCTION sct_redshift.avg_end(interval[]) RETURNS interval LANGUAGE sql IMMUTABLE
  AS 'SELECT pg_catalog.avg(v) FROM unnest($1) AS v';
CREATE AGGREGATE sct_redshift.avg(interval)
  (sfunc = array_append, stype = interval[], finalfunc = sct_redshift.avg_end, initcond = '{}');
CREATE FUNCTION sct_redshift.listagg_step(text, text, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $f$ SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || coalesce($3, '') || $2 END $f$;
CREATE AGGREGATE sct_redshift.listagg(text, text) (sfunc = sct_redshift.listagg_step, stype = text);
-- DISTINCT goes with an order by the value itself, which numbers and dates have as such, not as texts.
CREATE FUNCTION sct_redshift.listagg_step(text, anyelement, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $f$ SELECT CASE WHEN $2::text IS NULL THEN $1 WHEN $1 IS NULL THEN $2::text ELSE $1 || coalesce($3, '') || $2::text END $f$;
CREATE AGGREGATE sct_redshift.listagg(anyelement, text) (sfunc = sct_redshift.listagg_step, stype = text);
CREATE FUNCTION sct_redshift.median_end(numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $f$
  SELECT pg_catalog.avg(v) FROM (SELECT v, row_number() OVER (ORDER BY v) AS n, count(*) OVER () AS c
    FROM unnest($1) AS v WHERE v IS NOT NULL) AS s WHERE n IN ((c + 1) / 2, (c + 2) / 2) $f$;
CREATE FUNCTION sct_redshift.median_end(double precision[]) RETURNS double precision LANGUAGE sql IMMUTABLE AS $f$
  SELECT pg_catalog.avg(v) FROM (SELECT v, row_number() OVER (ORDER BY v) AS n, count(*) OVER () AS c
    FROM unnest($1) AS v WHERE v IS NOT NULL) AS s WHERE n IN ((c + 1) / 2, (c + 2) / 2) $f$;
CREATE AGGREGATE sct_redshift.median(numeric)
  (sfunc = array_append, stype = numeric[], finalfunc = sct_redshift.median_end, initcond = '{}');
CREATE FUNCTION sct_redshift.median_step(numeric[], bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS 'SELECT $1 || $2::numeric';
CREATE AGGREGATE sct_redshift.median(bigint)
  (sfunc = sct_redshift.median_step, stype = numeric[], finalfunc = sct_redshift.median_end, initcond = '{}');
CREATE FUNCTION sct_redshift.median_step(numeric[], integer) RETURNS numeric[] LANGUAGE sql IMMUTABLE
  AS 'SELECT $1 || $2::numeric';
CREATE AGGREGATE sct_redshift.median(integer)
  (sfunc = sct_redshift.median_step, stype = numeric[], finalfunc = sct_redshift.median_end, initcond = '{}');
CREATE AGGREGATE sct_redshift.median(double precision)
  (sfunc = array_append, stype = double precision[], finalfunc = sct_redshift.median_end, initcond = '{}');
CREATE FUNCTION sct_redshift.percentile_step(double precision[], double precision, double precision)
  RETURNS double precision[] LANGUAGE sql IMMUTABLE
  AS $f$ SELECT CASE WHEN $2 IS NULL THEN ARRAY[$3] || $1[2:] ELSE ARRAY[$3] || $1[2:] || $2 END $f$;
CREATE FUNCTION sct_redshift.percentile_cont_end(double precision[]) RETURNS double precision LANGUAGE sql IMMUTABLE
  AS $f$ SELECT percentile_cont($1[1]) WITHIN GROUP (ORDER BY v) FROM unnest($1[2:]) AS v $f$;
CREATE AGGREGATE sct_redshift.percentile_cont_over(double precision, double precision)
  (sfunc = sct_redshift.percentile_step, stype = double precision[], finalfunc = sct_redshift.percentile_cont_end, initcond = '{0}');
CREATE FUNCTION sct_redshift.any_step(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE AGGREGATE sct_redshift.any_value(anyelement) (sfunc = sct_redshift.any_step, stype = anyelement);
CREATE FUNCTION sct_redshift.latter(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $2';
CREATE AGGREGATE sct_redshift.first_value_known(anyelement) (sfunc = sct_redshift.any_step, stype = anyelement);
CREATE AGGREGATE sct_redshift.last_value_known(anyelement) (sfunc = sct_redshift.latter, stype = anyelement);

-- Whether a procedure runs inside of a transaction that its caller goes on with (handlers.py).
CREATE FUNCTION sct_redshift.nesting() RETURNS integer LANGUAGE sql STABLE
  AS $f$ SELECT coalesce(nullif(current_setting('sct_redshift.nesting', true), ''), '0')::integer $f$;
CREATE FUNCTION sct_redshift.nested() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT sct_redshift.nesting() > 0';
CREATE FUNCTION sct_redshift.nest(integer) RETURNS text LANGUAGE sql VOLATILE
  AS $f$ SELECT set_config('sct_redshift.nesting', (sct_redshift.nesting() + $1)::text, false) $f$;

-- Keys are declared, not enforced (Table constraints): keys.py takes them out of the statements and hands them on here.
CREATE TABLE sct_redshift.keys (
  owner oid, name text, kind text, columns smallint[], there oid, there_columns smallint[], PRIMARY KEY (owner, name)
);
CREATE FUNCTION sct_redshift.numbers(owner regclass, names text[]) RETURNS smallint[] LANGUAGE plpgsql STABLE AS $f$
DECLARE
  one text;
  number smallint;
  found smallint[] := '{}';
BEGIN
  FOREACH one IN ARRAY names LOOP
    SELECT attnum INTO number FROM pg_attribute
     WHERE attrelid = owner AND attname::text = one AND attnum > 0 AND NOT attisdropped;
    IF number IS NULL THEN
      RAISE undefined_column USING MESSAGE = format('column "%s" named in key does not exist', one);
    END IF;
    found := found || number;
  END LOOP;
  RETURN found;
END $f$;
CREATE FUNCTION sct_redshift.key(owner_name text, given text, kind text, names text[], there_name text, there_names text[])
  RETURNS void LANGUAGE plpgsql AS $f$
#variable_conflict use_variable
DECLARE
  owner regclass := owner_name;
  there regclass := there_name;
  columns smallint[] := sct_redshift.numbers(owner, names);
  others smallint[];
  title text := coalesce(given, (SELECT relname FROM pg_class WHERE oid = owner)
    || CASE kind WHEN 'p' THEN '_pkey' ELSE '_' || names[1] || CASE kind WHEN 'u' THEN '_key' ELSE '_fkey' END END);
  condition text;
BEGIN
  IF kind = 'p' THEN
    IF EXISTS (SELECT FROM sct_redshift.keys k WHERE k.owner = owner AND k.kind = 'p') THEN
      RAISE invalid_table_definition USING MESSAGE = format('multiple primary keys for table "%s" are not allowed', owner);
    END IF;
    FOR number IN 1 .. cardinality(names) LOOP
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', owner, names[number]);
    END LOOP;
  ELSIF kind = 'f' THEN
    IF there_names IS NULL THEN
      SELECT k.columns INTO others FROM sct_redshift.keys k WHERE k.owner = there AND k.kind = 'p';
    ELSE
      others := sct_redshift.numbers(there, there_names);
    END IF;
    IF others IS NULL OR NOT EXISTS (SELECT FROM sct_redshift.keys k
        WHERE k.owner = there AND k.kind IN ('p', 'u') AND k.columns @> others AND k.columns <@ others) THEN
      RAISE invalid_foreign_key USING MESSAGE =
        format('there is no unique constraint matching given keys for referenced table "%s"', there);
    END IF;
    IF cardinality(others) <> cardinality(columns) THEN
      RAISE invalid_foreign_key USING MESSAGE = 'number of referencing and referenced columns for foreign key disagree';
    END IF;
    SELECT string_agg(format('m.%I = t.%I', m.attname, t.attname), ' AND ') INTO condition
      FROM generate_subscripts(columns, 1) AS n
      JOIN pg_attribute m ON m.attrelid = owner AND m.attnum = columns[n]
      JOIN pg_attribute t ON t.attrelid = there AND t.attnum = others[n];
    EXECUTE format('SELECT FROM %s AS m, %s AS t WHERE %s LIMIT 0', owner, there, condition);
  END IF;
  IF EXISTS (SELECT FROM sct_redshift.keys k WHERE k.owner = owner AND k.name = title AND given IS NOT NULL) THEN
    RAISE duplicate_object USING MESSAGE = format('constraint "%s" for relation "%s" already exists', title, owner);
  END IF;
  INSERT INTO sct_redshift.keys VALUES (owner, title, kind, columns, there, others) ON CONFLICT DO NOTHING;
END $f$;
CREATE FUNCTION sct_redshift.drop_key(owner_name text, title text) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
  DELETE FROM sct_redshift.keys k WHERE k.owner = owner_name::regclass AND k.name = title;
  IF NOT FOUND THEN
    RAISE undefined_object USING MESSAGE = format('constraint "%s" of relation "%s" does not exist', title, owner_name);
  END IF;
END $f$;
-- Collation sequences; a server built without ICU knows no collation that disregards case, and compares bytes instead.
DO $f$
BEGIN
  CREATE COLLATION sct_redshift.case_insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
EXCEPTION WHEN feature_not_supported THEN
  CREATE COLLATION sct_redshift.case_insensitive FROM "C";
END $f$;
CREATE COLLATION sct_redshift.case_sensitive FROM "C";

-- Operators that go before PostgreSQL's where sct_redshift stands before pg_catalog on the search path. Trailing blanks do
-- not count when text is compared (Character types, Significance of trailing blanks); LIKE goes by the collation, which
-- PostgreSQL before 18 does not know of one that disregards case.
CREATE FUNCTION sct_redshift.text_eq(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.=) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_ne(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.<>) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_lt(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.<) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_le(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.<=) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_gt(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.>) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_ge(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.rtrim($1, ' ') OPERATOR(pg_catalog.>=) pg_catalog.rtrim($2, ' ') $f$;
CREATE FUNCTION sct_redshift.text_like(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $f$
  SELECT CASE WHEN pg_catalog.strpos(pg_catalog.pg_collation_for($1) COLLATE pg_catalog."default", 'case_insensitive') OPERATOR(pg_catalog.>) 0
    THEN ($1 COLLATE pg_catalog."default") OPERATOR(pg_catalog.~~*) ($2 COLLATE pg_catalog."default")
    ELSE ($1 COLLATE pg_catalog."default") OPERATOR(pg_catalog.~~) ($2 COLLATE pg_catalog."default") END $f$;
CREATE FUNCTION sct_redshift.text_unlike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS 'SELECT NOT sct_redshift.text_like($1, $2)';
CREATE FUNCTION sct_redshift.text_ilike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS 'SELECT ($1 COLLATE pg_catalog."default") OPERATOR(pg_catalog.~~*) ($2 COLLATE pg_catalog."default")';
CREATE FUNCTION sct_redshift.text_unilike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS 'SELECT NOT sct_redshift.text_ilike($1, $2)';
CREATE OPERATOR sct_redshift.= (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_eq,
  COMMUTATOR = OPERATOR(sct_redshift.=), NEGATOR = OPERATOR(sct_redshift.<>));
CREATE OPERATOR sct_redshift.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_ne,
  COMMUTATOR = OPERATOR(sct_redshift.<>), NEGATOR = OPERATOR(sct_redshift.=));
CREATE OPERATOR sct_redshift.< (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_lt,
  COMMUTATOR = OPERATOR(sct_redshift.>), NEGATOR = OPERATOR(sct_redshift.>=));
CREATE OPERATOR sct_redshift.<= (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_le,
  COMMUTATOR = OPERATOR(sct_redshift.>=), NEGATOR = OPERATOR(sct_redshift.>));
CREATE OPERATOR sct_redshift.> (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_gt,
  COMMUTATOR = OPERATOR(sct_redshift.<), NEGATOR = OPERATOR(sct_redshift.<=));
CREATE OPERATOR sct_redshift.>= (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_ge,
  COMMUTATOR = OPERATOR(sct_redshift.<=), NEGATOR = OPERATOR(sct_redshift.<));
CREATE OPERATOR sct_redshift.~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_like);
CREATE OPERATOR sct_redshift.!~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_unlike);
CREATE OPERATOR sct_redshift.~~* (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_ilike);
CREATE OPERATOR sct_redshift.!~~* (LEFTARG = text, RIGHTARG = text, FUNCTION = sct_redshift.text_unilike);
-- A CHAR is compared with a pattern as the text it holds, without the blanks it is filled up with.
CREATE FUNCTION sct_redshift.char_like(bpchar, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS 'SELECT sct_redshift.text_like($1::text, $2)';
CREATE FUNCTION sct_redshift.char_unlike(bpchar, text) RETURNS boolean LANGUAGE sql IMMUTABLE
  AS 'SELECT NOT sct_redshift.text_like($1::text, $2)';
CREATE OPERATOR sct_redshift.~~ (LEFTARG = bpchar, RIGHTARG = text, FUNCTION = sct_redshift.char_like);
CREATE OPERATOR sct_redshift.!~~ (LEFTARG = bpchar, RIGHTARG = text, FUNCTION = sct_redshift.char_unlike);
-- Rows are compared column by column only by operators of such a class; only a superuser may make one.
CREATE FUNCTION sct_redshift.text_order(text, text) RETURNS integer LANGUAGE sql IMMUTABLE
  AS $f$ SELECT pg_catalog.bttextcmp(pg_catalog.rtrim($1, ' '), pg_catalog.rtrim($2, ' ')) $f$;
DO $f$
BEGIN
  CREATE OPERATOR CLASS sct_redshift.text_ops FOR TYPE text USING btree AS
    OPERATOR 1 sct_redshift.<, OPERATOR 2 sct_redshift.<=, OPERATOR 3 sct_redshift.=, OPERATOR 4 sct_redshift.>=,
    OPERATOR 5 sct_redshift.>, FUNCTION 1 sct_redshift.text_order(text, text);
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END $f$;
