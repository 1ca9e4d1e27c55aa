CREATE TABLE IF NOT EXISTS {table}
(
{columns},
    INDEX trace_id trace_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(start_time)
ORDER BY (intDiv(toUnixTimestamp64Nano(start_time), 60000000000), service, name, start_time)
TTL toDateTime(start_time) + toIntervalSecond({seconds})
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
