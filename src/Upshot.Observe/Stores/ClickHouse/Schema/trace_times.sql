CREATE TABLE IF NOT EXISTS {table}
(
    `trace_id` FixedString(16) CODEC(ZSTD(3)),
    `first` SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(3)),
    `last` SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(3))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMMDD(first)
ORDER BY trace_id
TTL toDateTime(first) + toIntervalSecond({seconds})
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
