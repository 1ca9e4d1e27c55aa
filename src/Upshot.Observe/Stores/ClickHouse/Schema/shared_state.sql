CREATE TABLE IF NOT EXISTS {table}
(
    `name` LowCardinality(String),
    `version` UInt64,
    `at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    `state` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY name
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
