#!/bin/sh
# Runs the server as its users do, for as long as it takes: telemetry in, questions, pages, a seal.
# What it tells of itself on the way goes wherever OTEL_EXPORTER_OTLP_ENDPOINT says; `upshot verify` says here.
#   sh test/own-server/run.sh path/to/upshot
set -eu
upshot=$1
data=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT

"$upshot" serve --data "$data/store" --http 0 --otlp-grpc 0 --otlp-http 0 >"$data/out" &
server=$!
tries=0
until grep -q 'is ready' "$data/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] && kill -0 "$server" || { echo "the server did not start" >&2; exit 1; }
    sleep 0.1
done
http=$(sed -n 's|.*ready: \(http://[^ ]*\).*|\1|p' "$data/out")
otlp=http://$(sed -n 's|.*HTTP \([^;]*\);.*|\1|p' "$data/out")

now=$(date +%s)
resource='"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"visitor"}},{"key":"service.version","value":{"stringValue":"1.0"}}]}'
send() { curl -sS -o /dev/null -w "$1 %{http_code}\n" -H 'Content-Type: application/json' --data "$2" "$otlp/v1/$1"; }
for i in 1 2 3; do
    send traces "{\"resourceSpans\":[{$resource,\"scopeSpans\":[{\"spans\":[{\"traceId\":\"0000000000000000000000000000000$i\",\"spanId\":\"000000000000000$i\",\"name\":\"GET /\",\"kind\":2,\"startTimeUnixNano\":\"${now}000000000\",\"endTimeUnixNano\":\"${now}010000000\"}]}]}]}"
    send logs "{\"resourceLogs\":[{$resource,\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"${now}000000000\",\"body\":{\"stringValue\":\"visit $i\"}}]}]}]}"
    send metrics "{\"resourceMetrics\":[{$resource,\"scopeMetrics\":[{\"metrics\":[{\"name\":\"visits\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":[{\"timeUnixNano\":\"${now}00000000$i\",\"asInt\":\"$i\"}]}}]}]}]}"
done
send logs "{\"resourceLogs\":[{$resource,\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"$((now + 86400))000000000\"},{\"timeUnixNano\":\"18446744073709551615\"}]}]}]}"
curl -sS -o /dev/null -w "no OTLP %{http_code}\n" -H 'Content-Type: application/x-protobuf' --data 'no OTLP' "$otlp/v1/traces"

"$upshot" query --server "$http" "SELECT count(*) AS spans FROM spans"
"$upshot" query --server "$http" "SELECT nothing FROM nowhere" 2>/dev/null && exit 1
for page in / /releases /traces /services /nothing; do
    curl -sS -o /dev/null -w "$page %{http_code}\n" "$http$page"
done
curl -sS -o /dev/null -w "seal %{http_code}\n" -X POST "$http/api/v1/seal"
kill "$server"
wait "$server"
