#!/usr/bin/env bash
# Measures the server under a reproducible OTLP workload and writes bench/RESULTS.md.
#
#   bench/run.sh [LOAD]     LOAD: the folder of the workload's Go programs (gen, genlogs, genmetrics, replay);
#                           by default ../shared/load beside the checkout
#
# Acknowledgements while a hundred clients ask what would hurt (exit code 1 when p99 is above 100 ms):
#   dotnet run --project bench/Upshot.Bench -c Release -- hostile src/Upshot/bin/Release/net10.0/upshot.dll /tmp/upshot-bench 30
# What a warm question costs more than one in the server's process (exit code 1 when it is more than 5 ms):
#   dotnet run --project bench/Upshot.Bench -c Release -- warm src/Upshot/bin/Release/net10.0/upshot.dll /tmp/upshot-bench
# Evaluating the alerts of a thousand objectives (exit code 1 when one a minute takes more than 5 % of one core):
#   dotnet run --project bench/Upshot.Bench -c Release -- alerts src/Upshot/bin/Release/net10.0/upshot.dll /tmp/upshot-bench 1000
# What spans and questions cost a ClickHouse (one that runs; a database for each size is made in it):
#   dotnet run --project bench/Upshot.Bench -c Release -- clickhouse /tmp/upshot-bench clickhouse://default@127.0.0.1:8123/bench 1000000 20000000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

load=$(realpath "${1:-../shared/load}")
work=${UPSHOT_BENCH_DIR:-artifacts/bench}
mkdir -p "$work/bin"
work=$(realpath "$work")
command -v go >/dev/null || { apt-get update -q && apt-get install -q -y golang-go; }
for program in gen genlogs genmetrics replay; do
    (cd "$load/$program" && go build -o "$work/bin/$program" .)
done
[[ -f $work/data/truth.json ]] || "$work/bin/gen" -out "$work/data" -ch=false
[[ -f $work/data/logs.json ]] || "$work/bin/genlogs" -out "$work/data"
[[ -f $work/data/metrics.json ]] || "$work/bin/genmetrics" -out "$work/data"

dotnet build src/Upshot -c Release --verbosity quiet -clp:NoSummary
dotnet build bench/Upshot.Bench -c Release --verbosity quiet -clp:NoSummary
exec dotnet bench/Upshot.Bench/bin/Release/net10.0/Upshot.Bench.dll "$work" src/Upshot/bin/Release/net10.0/upshot.dll bench/RESULTS.md
