CREATE TABLE IF NOT EXISTS {table}
(
    `minute` DateTime64(9, 'UTC') CODEC(Delta, ZSTD(3)),
    `operation` LowCardinality(String) CODEC(ZSTD(3)),
    `service` LowCardinality(String) CODEC(ZSTD(3)),
    `route` LowCardinality(String) CODEC(ZSTD(3)),
    `kind` UInt8 CODEC(ZSTD(3)),
    `version` LowCardinality(String) CODEC(ZSTD(3)),
    `environment` LowCardinality(String) CODEC(ZSTD(3)),
    `instance` LowCardinality(String) CODEC(ZSTD(3)),
    `requests` SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(3)),
    `errors` SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(3)),
    `sum_ns` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(3)),
    `histogram` SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(3)),
    `good_variance` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(3)),
    `bad_variance` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(3)),
    `good_weight` SimpleAggregateFunction(max, Int64) CODEC(T64, ZSTD(3)),
    `bad_weight` SimpleAggregateFunction(max, Int64) CODEC(T64, ZSTD(3)),
    `histogram_variance` SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(3))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (operation, minute, service, environment, version, route, kind, instance)
TTL toDateTime(minute) + toIntervalSecond({seconds})
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '{comment}'
