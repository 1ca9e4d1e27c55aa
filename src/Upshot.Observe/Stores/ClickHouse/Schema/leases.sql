CREATE TABLE IF NOT EXISTS {table}
(
    `name` LowCardinality(String),
    `sequence` UInt64,
    `epoch` UInt64,
    `owner` String,
    `claim` String,
    `address` String,
    `lasts_ms` UInt32,
    `at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(sequence)
ORDER BY name
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
