-- Texts of strangers that are stored, with how often each of them is there.
-- {0}: the earliest time. {1}: different values that are taken of each attribute of a service. Which of too many is chance. {2}: rows in all.
-- A text is cut where whoever looks at it would stop.
WITH parts AS (
    SELECT service, 'span attribute' AS place, unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) AS e FROM spans WHERE attributes IS NOT NULL AND start_time >= {0}
    UNION ALL
    SELECT service, 'event attribute', unnest(map_entries(a::MAP(VARCHAR, JSON))) FROM (SELECT service, unnest(json_extract(events::JSON, '$[*].attributes')) AS a FROM spans WHERE events IS NOT NULL AND start_time >= {0}) WHERE a IS NOT NULL AND json_type(a) = 'OBJECT'
    UNION ALL
    SELECT service, 'log attribute', unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) FROM logs WHERE attributes IS NOT NULL AND time >= {0}
    UNION ALL
    SELECT service, 'metric attribute', unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) FROM metric_points WHERE attributes IS NOT NULL AND time >= {0}
    UNION ALL
    SELECT service, 'resource attribute', unnest(map_entries(resource::JSON::MAP(VARCHAR, JSON))) FROM spans WHERE resource IS NOT NULL AND start_time >= {0}
), texts AS (
    SELECT service, place, e.key AS name, e.value ->> '$' AS text FROM parts
    UNION ALL
    SELECT service, 'log body', '', body FROM logs WHERE body IS NOT NULL AND time >= {0}
    UNION ALL
    SELECT service, 'span name', '', name FROM spans WHERE start_time >= {0}
    UNION ALL
    SELECT service, 'status message', '', status_message FROM spans WHERE status_message IS NOT NULL AND start_time >= {0}
), counted AS (
    SELECT service, place, name, left(text, 4096) AS text, count(*) AS n FROM texts WHERE text IS NOT NULL AND length(text) > 1 GROUP BY ALL
)
SELECT service, place, name, text, n, count(*) OVER (PARTITION BY service, place, name) FROM counted
QUALIFY row_number() OVER (PARTITION BY service, place, name ORDER BY hash(text)) <= {1}
LIMIT {2}
