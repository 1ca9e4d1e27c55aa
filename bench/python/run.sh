#!/usr/bin/env bash
# What generated Python costs beside the same by hand (see calls.py), on the SDK that test/python/install-sdk.sh lays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
sdk=artifacts/python
test/python/install-sdk.sh "$sdk" >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet "${UPSHOT:-src/Upshot/bin/Release/net10.0/upshot.dll}" generate bench/Upshot.Instrument.Bench/plan --language python --out "$work" >/dev/null
for python in python3 "$sdk/bin/python3"; do
    path=$work
    if [[ $python == python3 ]]; then path=$work:$PWD/$sdk/site; fi
    echo "$($python --version)"
    for listening in nobody unsampled sampled; do PYTHONPATH=$path "$python" bench/python/calls.py "$listening" "${1:-1500}"; done
done
