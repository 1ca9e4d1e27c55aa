CREATE TABLE IF NOT EXISTS {table}
(
    `hash` FixedString(16) CODEC(NONE),
    `backlog` FixedString(16) CODEC(ZSTD(1)),
    `insertion` FixedString(16) CODEC(ZSTD(1)),
    `at` DateTime('UTC') DEFAULT now('UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY hash
TTL at + toIntervalDay(7)
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, enable_block_number_column = 1, index_granularity = 256, min_compress_block_size = 4096, max_compress_block_size = 8192
COMMENT '{comment}'
