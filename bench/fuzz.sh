#!/bin/sh
# Feeds broken requests to the three protobuf readers for as long as is asked: bench/fuzz.sh [seconds for each reader, default 60]
set -eu
cd "$(dirname "$0")/.."
dotnet build test/Upshot.Observe.Tests -c Release --nologo -v quiet
UPSHOT_FUZZ_SECONDS="${1:-60}" test/Upshot.Observe.Tests/bin/Release/net10.0/Upshot.Observe.Tests -class Upshot.Observe.Tests.Signals.ReaderFuzzTests -showLiveOutput
