CREATE TABLE IF NOT EXISTS {table}
(
    `source` String,
    `name` LowCardinality(String),
    `from_ns` Int64,
    `to_ns` Int64,
    `rows` UInt64,
    `fingerprint` String,
    `is_done` UInt8,
    `at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(is_done)
ORDER BY (source, name, from_ns, to_ns)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
