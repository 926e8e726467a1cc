"""Names of functions that PostgreSQL brings (15 to 18, and those that are syntax there), which a routine may have, too.

`pg_catalog` is searched first, so that a call of that name alone means PostgreSQL's where the types fit both; only what its
own input and output functions, operators and index methods are called is left out.
"""

from __future__ import annotations

from sct.backends.postgres.names import qualified

HOME = "public"  # where objects without an owner live
NATIVE_FUNCTIONS = frozenset(
    """
    abbrev abs acos acosd acosh age array_agg array_append array_cat array_dims array_fill array_length array_lower
    array_ndims array_position array_positions array_prepend array_remove array_replace array_to_json
    array_to_string array_to_tsvector array_upper arrayoverlap ascii asin asind asinh atan atan2 atan2d atand atanh
    avg bit bit_and bit_or bool bool_and bool_or bound_box box bpchar broadcast cardinality cbrt ceil ceiling center
    char chr cidr circle clock_timestamp coalesce col_description concat concat_ws convert convert_from convert_to
    corr cos cosd cosh cot cotd count covar_pop covar_samp cume_dist current_database current_query current_schema
    current_schemas current_setting current_user currtid2 currval date date_bin date_part date_trunc datemultirange
    daterange decode degrees dense_rank diagonal diameter div encode every exp extract factorial family first_value
    float4 float8 floor format format_type gcd gen_random_uuid generate_series generate_subscripts get_bit get_byte
    get_current_ts_config getdatabaseencoding getpgusername greatest has_any_column_privilege has_column_privilege
    has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege
    has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege
    has_tablespace_privilege has_type_privilege hashtext height host hostmask in_range inet initcap int2 int4
    int4range int8 int8range integer_pl_date interval interval_hash is_normalized isclosed isempty isfinite isopen
    isparallel isperp json_agg json_array json_build_array json_build_object json_object json_object_agg jsonb_agg
    jsonb_set justify_days justify_hours justify_interval lag last_value lastval lcm lead least left length line ln
    log log10 lower lower_inc lower_inf lpad lseg ltrim macaddr make_date make_interval make_time make_timestamp
    make_timestamptz makeaclitem masklen max md5 min min_scale mod mode money mxid_age name netmask nextval
    normalize notlike now npoints nth_value ntile nullif num_nonnulls num_nulls numeric nummultirange numrange
    obj_description octet_length overlaps overlay parse_ident path pclose percent_rank percentile_cont
    percentile_disc phraseto_tsquery pi plainto_tsquery point polygon popen position pow power querytree quote_ident
    quote_literal quote_nullable radians radius random range_merge rank regclass regexp_count regexp_instr
    regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
    regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace
    reverse right round row_number row_security_active row_to_json rpad rtrim satisfies_hash_partition scale
    session_user set_bit set_byte set_config set_masklen setseed setval setweight sha224 sha256 sha384 sha512
    shobj_description sign sin sind sinh slope split_part sqrt starts_with statement_timestamp stddev stddev_pop
    stddev_samp string_agg string_to_array string_to_table strip strpos substr substring sum tan tand tanh text
    textlen time timenow timeofday timestamp timestamptz timetz timezone to_ascii to_char to_date to_hex to_json
    to_jsonb to_number to_regclass to_regcollation to_regnamespace to_regoper to_regoperator to_regproc
    to_regprocedure to_regrole to_regtype to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim
    trim_array trim_scale trunc tsrange unistr unnest upper upper_inc upper_inf var_pop var_samp varbit varchar
    variance version websearch_to_tsquery width width_bucket xml xml_is_well_formed xml_is_well_formed_content
    xml_is_well_formed_document xmlagg xmlcomment xmlconcat2 xmlexists xmlvalidate xpath xpath_exists
    """.split()
)


def name_called(path: tuple[str, ...]) -> str:
    """A routine's name in a call: with its schema where PostgreSQL would take its own function."""
    return qualified((HOME, *path) if len(path) == 1 and path[0] in NATIVE_FUNCTIONS else path)
