#!/usr/bin/env bash
# Kills a server over sealing, merging, retention, backup and start, and holds after each kill what is stored against what was acknowledged.
#
#   bench/soak.sh [ROUNDS [SECONDS [SEED]]]     1,000 rounds of up to 60 seconds by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export UPSHOT_SOAK_ROUNDS=${1:-1000} UPSHOT_SOAK_SECONDS=${2:-60} UPSHOT_SOAK_SEED=${3:-20262}
dotnet build test/Upshot.Tests -c Release --verbosity quiet -clp:NoSummary
exec test/Upshot.Tests/bin/Release/net10.0/Upshot.Tests -class Upshot.Tests.Crash.SoakTests -showLiveOutput
