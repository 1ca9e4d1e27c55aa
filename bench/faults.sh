#!/usr/bin/env bash
# Lets the disk fail at one write, flush, rename or open after the other under a server, and holds what is stored against what was acknowledged.
#
#   bench/faults.sh [CASES [FIRST [LAST]]]     300 cases by default; FIRST and LAST are numbers of cases
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export UPSHOT_FAULT_CASES=${1:-300} UPSHOT_FAULT_FIRST=${2:-0}
export UPSHOT_FAULT_LAST=${3:-$((UPSHOT_FAULT_CASES - 1))}
dotnet build test/Upshot.Tests -c Release --verbosity quiet -clp:NoSummary
exec test/Upshot.Tests/bin/Release/net10.0/Upshot.Tests -class Upshot.Tests.Disk.FaultTests -showLiveOutput
