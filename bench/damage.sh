#!/bin/sh
# Damages the files of a data directory, one fault at a time, and opens it: bench/damage.sh [cases, default 1000] [first, default 0]
set -eu
cd "$(dirname "$0")/.."
dotnet build test/Upshot.Observe.Tests -c Release --nologo -v quiet
UPSHOT_DAMAGE_CASES="${1:-1000}" UPSHOT_DAMAGE_FIRST="${2:-0}" test/Upshot.Observe.Tests/bin/Release/net10.0/Upshot.Observe.Tests -class Upshot.Observe.Tests.Stores.DuckDb.Damage.DamagedDirectoryTests -showLiveOutput
