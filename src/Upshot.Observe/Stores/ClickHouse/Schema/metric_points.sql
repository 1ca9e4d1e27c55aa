CREATE TABLE IF NOT EXISTS {table}
(
{columns}
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(time)
ORDER BY (name, service, series, time)
TTL toDateTime(time) + toIntervalSecond({seconds})
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
