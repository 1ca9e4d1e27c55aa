#!/usr/bin/env bash
# The full test run: installs what is missing, checks the formatting, builds, runs every test.
# The last line counts what really ran, from the result files: "N passed, N failed[, N skipped]".
#
#   ./test.sh            skipped tests are listed with their reasons
#   ./test.sh --strict   a skip that test/skips.txt does not explain counts as a failure
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

strict=false
if [[ "${1:-}" == "--strict" ]]; then strict=true; fi
results=artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Tests start the program hundreds of times, and none runs for long: what the compiler learns from a run costs more than it gives.
export DOTNET_TieredPGO=0

step() { printf '\n== %s\n' "$*"; }

stop() {
    printf '%s\n0 passed, 1 failed\n' "$*"
    exit 1
}

# Debian packages, by the program that each brings.
install_packages() {
    local missing=()
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    command -v chromium >/dev/null || missing+=(chromium)
    command -v curl >/dev/null || missing+=(curl)
    command -v python3 >/dev/null || missing+=(python3)
    command -v runc >/dev/null || [[ -x /usr/sbin/runc ]] || missing+=(runc)
    if [[ ${#missing[@]} -eq 0 ]]; then return 0; fi
    local as_root=()
    if [[ $EUID -ne 0 ]]; then as_root=(sudo -n); fi
    echo "missing: ${missing[*]}"
    if ! command -v apt-get >/dev/null || { [[ $EUID -ne 0 ]] && ! sudo -n true 2>/dev/null; }; then
        echo "They cannot be installed from here (no apt-get, or no right to); tests that need them will be skipped."
        return 0
    fi
    "${as_root[@]}" apt-get update -q && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" \
        || echo "The installation failed; tests that need these packages will be skipped."
}

# npm packages of a folder, unless what its lock file names is there already.
install_node_modules() {
    local folder=$1
    command -v npm >/dev/null || return 0
    if [[ -f $folder/node_modules/.package-lock.json && ! $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]]; then return 0; fi
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || echo "npm ci failed in $folder; tests that need it will be skipped."
}

# One line for each result: outcome, a tab, the test's name.
outcomes() {
    grep -ho '<UnitTestResult [^>]*>' "$results"/*.trx 2>/dev/null \
        | sed -E 's/.* testName="([^"]*)".* outcome="([^"]*)".*/\2\t\1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# The reason that test/skips.txt gives for skipping this test: a line "NAME | REASON" whose NAME its name begins with.
explanation() {
    local name=$1 listed reason
    while IFS='|' read -r listed reason; do
        listed="${listed%"${listed##*[![:space:]]}"}"
        if [[ -n $listed && $listed != \#* && -n ${reason// /} && $name == "$listed"* ]]; then
            echo "${reason# }"
            return 0
        fi
    done <test/skips.txt
    return 1
}

step "Packages"
command -v dotnet >/dev/null || stop "The .NET SDK is missing: install the one that global.json names."
install_packages
test/python/install-sdk.sh &
python=$!
for folder in test/*/ sample/*/; do
    if [[ -f $folder/package-lock.json ]]; then install_node_modules "${folder%/}"; fi
done
dotnet restore Upshot.slnx --locked-mode --verbosity quiet || stop "The NuGet packages cannot be restored as packages.lock.json has them. After a package was changed: dotnet restore Upshot.slnx --force-evaluate."
wait $python || echo "Tests of Python on the OpenTelemetry SDK will be skipped."

failures=0
step "Formatting"
# Whitespace and the order of imports; all other style is checked by the build, whose warnings are errors.
export Configuration=Release
dotnet format whitespace . --folder --verify-no-changes --include src/ test/ sample/ bench/ && dotnet format style Upshot.slnx --diagnostics IMPORTS --verify-no-changes --no-restore || {
    echo "The formatting differs: run 'dotnet format Upshot.slnx'."
    failures=$((failures + 1))
}

step "Build"
dotnet build Upshot.slnx --no-restore --verbosity quiet -clp:NoSummary || stop "The solution does not build."

step "Tests"
rm -rf "$results"
mkdir -p "$results"
# The tests of the program wait for servers and processes for most of their time; those of the libraries compute. Side by side they fill two cores.
# Each assembly is a program; started as such it needs no build system and no host beside it. A test that hangs is named in the log after five minutes.
lane() {
    local threads=$1 assembly log code=0
    for assembly in "${@:2}"; do
        log="$results/$assembly.log"
        timeout --kill-after=1m 40m "test/$assembly/bin/$Configuration/net10.0/$assembly" -noColor -maxThreads "$threads" -longRunning 300 -result-trx "$results/$assembly.trx" \
            </dev/null >"$log" 2>&1 || { code=$?; cat "$log"; }
        tail -n 1 "$log"
    done
    return $code
}
# The assembly with the most classes first.
mapfile -t libraries < <(for folder in test/*.Tests; do echo "$(find "$folder" -name '*Tests.cs' | wc -l) $(basename "$folder")"; done | sort -rn | cut -d' ' -f2 | grep -vx Upshot.Tests)
lane 3 Upshot.Tests &
lane 2 "${libraries[@]}"
code=$?
wait $! || code=$?

passed=$(outcomes | grep -c '^Passed')
failed=$(outcomes | grep -vc -e '^Passed' -e '^NotExecuted')
skipped=$(outcomes | grep -c '^NotExecuted')

step "Result"
for project in test/*.Tests/*.csproj; do
    assembly=$(basename "$project" .csproj)
    if ! grep -liq "/$assembly.dll\"" "$results"/*.trx 2>/dev/null; then
        echo "No results of $assembly: it did not run to its end."
        failures=$((failures + 1))
    fi
done
outcomes | grep -v -e '^Passed' -e '^NotExecuted' | cut -f2- | sort | sed 's/^/failed: /'
while IFS= read -r name; do
    if reason=$(explanation "$name"); then
        echo "skipped: $name: $reason"
    elif $strict; then
        echo "failed: $name was skipped, and test/skips.txt does not say why that is fine"
        failures=$((failures + 1))
    else
        echo "skipped: $name (not explained in test/skips.txt)"
    fi
done < <(outcomes | grep '^NotExecuted' | cut -f2- | sort)

if [[ $code -ne 0 && $failed -eq 0 && $failures -eq 0 ]]; then
    echo "An assembly of tests ended with $code though no test failed."
    failures=1
fi
failed=$((failed + failures))
summary="$passed passed, $failed failed"
if [[ $skipped -gt 0 ]]; then summary="$summary, $skipped skipped"; fi
echo "$summary"
[[ $failed -eq 0 && $passed -gt 0 ]]
