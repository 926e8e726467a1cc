"""The codes of what the DDL reader has to say; each is explained in rules/lift/oracle/*.yml."""

from __future__ import annotations

UNREAD = "OR0001"
UNSET = "SC1021"
ENCRYPTION = "OR0101"
INDEX_STORAGE = "OR0102"
EXTERNAL_TABLE = "OR0103"
PARTITIONING = "SC1104"
STORAGE_CHANGE = "OR0105"
BITMAP_INDEX = "OR0106"
INDEX_PROPERTY = "OR0107"
REFRESH_MODE = "OR0108"
CLUSTER = "OR0131"

TABLE_STORAGE = "OR0150"
COMPRESSION = "OR0151"
LOB_STORAGE = "OR0152"
IN_MEMORY = "OR0153"
ROW_MOVEMENT = "OR0154"
FLASHBACK_ARCHIVE = "OR0155"
ROW_ARCHIVAL = "OR0156"
LIFECYCLE_POLICY = "OR0157"
SUPPLEMENTAL_LOG = "OR0158"
READ_ONLY_TABLE = "OR0159"
RESULT_CACHE = "OR0160"
INDEXING = "OR0161"
IMMUTABLE_TABLE = "OR0162"
SHARDING = "OR0163"
DEFAULT_COLLATION = "OR0164"
ANNOTATIONS = "OR0165"
INDEX_ORGANIZED = "OR0166"
CLUSTERING = "OR0167"
CLUSTER_TABLE = "OR0168"
VALID_TIME = "OR0169"
REFERENCE_SCOPE = "OR0170"
OBJECT_TABLE = "OR0171"
SEQUENCE_OPTION = "OR0172"
VIEW_RIGHTS = "OR0173"
OBJECT_VIEW = "OR0174"
CONSTRAINT_PROPERTY = "OR0175"
QUERY_REWRITE = "OR0176"
BITMAP_JOIN_INDEX = "OR0177"
UNUSABLE_INDEX = "OR0178"
UPDATABLE_MVIEW = "OR0179"
PREBUILT_MVIEW = "OR0180"
RESERVABLE = "OR0181"
DOMAIN_COLUMN = "OR0182"
COLUMN_EDITION = "OR0183"
DEFERRABLE_NOT_NULL = "OR0184"
DISABLE_VALIDATE = "OR0198"
INDEX_PARTITIONS = "OR0185"
EXCHANGE_TABLE = "OR0186"
VIEW_COLUMN = "OR0187"
DUALITY_VIEW = "OR0188"
JSON_COLLECTION = "OR0189"
VIEW_UNDER = "OR0197"
TYPES_OF_COLUMN = "OR0229"
PLAIN_COLLATION = "OR0190"

# Collations that compare text as it is compared where nothing is said: what DBMS_METADATA writes to every object.
PLAIN_COLLATIONS = ("using_nls_comp", "binary")

# Rule of the grammar -> code, for clauses that become a note as they stand.
CLAUSES: dict[str, str] = {
    "phys_storage": TABLE_STORAGE,
    "phys_compression": COMPRESSION,
    "phys_lob": LOB_STORAGE,
    "phys_inmemory": IN_MEMORY,
    "phys_movement": ROW_MOVEMENT,
    "phys_archive": FLASHBACK_ARCHIVE,
    "phys_row_archival": ROW_ARCHIVAL,
    "phys_ilm": LIFECYCLE_POLICY,
    "phys_log": SUPPLEMENTAL_LOG,
    "supplemental": SUPPLEMENTAL_LOG,
    "phys_read_only": READ_ONLY_TABLE,
    "phys_result_cache": RESULT_CACHE,
    "phys_indexing": INDEXING,
    "phys_immutable": IMMUTABLE_TABLE,
    "note_immutable": IMMUTABLE_TABLE,
    "note_sharded": SHARDING,
    "phys_sharding": SHARDING,
    "phys_collation": DEFAULT_COLLATION,
    "annotations": ANNOTATIONS,
    "table_annotations": ANNOTATIONS,
    "phys_iot": INDEX_ORGANIZED,
    "phys_clustering": CLUSTERING,
    "phys_cluster": CLUSTER_TABLE,
    "phys_exchange": EXCHANGE_TABLE,
    "phys_encryption": ENCRYPTION,
    "phys_validation": TABLE_STORAGE,
    "period": VALID_TIME,
    "ref_constraint": REFERENCE_SCOPE,
    "object_clause": OBJECT_TABLE,
    "substitutable": OBJECT_TABLE,
    "index_local_state": UNUSABLE_INDEX,
    "index_storage": INDEX_STORAGE,
    "external_rest": EXTERNAL_TABLE,
    "store_in": TABLE_STORAGE,
    # ALTER TABLE
    "storage_change": STORAGE_CHANGE,
    "table_lock": STORAGE_CHANGE,
    "modify_other": STORAGE_CHANGE,
    # views
    "invoker": VIEW_RIGHTS,
    "editioning": VIEW_RIGHTS,
    "under_view": VIEW_UNDER,
    "object_id": OBJECT_VIEW,
    "container": TABLE_STORAGE,
    # materialized views
    "query_rewrite": QUERY_REWRITE,
    "query_computation": REFRESH_MODE,
    "mview_option": QUERY_REWRITE,
    "mview_index": INDEX_STORAGE,
    "updatable": UPDATABLE_MVIEW,
    "prebuilt": PREBUILT_MVIEW,
    # indexes
    "unusable": UNUSABLE_INDEX,
    "local": INDEX_PARTITIONS,
    "global": INDEX_PARTITIONS,
    # sequences
    "scale": SEQUENCE_OPTION,
    "session": SEQUENCE_OPTION,
    "start_limit": SEQUENCE_OPTION,
}
