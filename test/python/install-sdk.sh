#!/usr/bin/env bash
# Lays the real OpenTelemetry SDK for Python, and what the tests use beside it, into a folder: Debian's unstable suite has them, by package
# name, from the mirror that apt uses here already. Nothing is installed: the packages are unpacked.
#
#   test/python/install-sdk.sh [FOLDER]     the default is artifacts/python
#
# Afterwards FOLDER/site is what PYTHONPATH needs so that the system's Python finds what is written in Python itself, and FOLDER/bin has the
# suite's own python3 (the packages with native parts, such as FastAPI, run there alone), mypy and ruff.
# Exit code 3: the suite cannot be reached from here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(realpath -m "${1:-artifacts/python}")

packages=(
    python3-opentelemetry-api python3-opentelemetry-sdk python3-opentelemetry-proto python3-opentelemetry-semantic-conventions
    python3-opentelemetry-exporter-otlp-proto-http python3-opentelemetry-exporter-otlp-proto-grpc
    python3-opentelemetry-instrumentation python3-opentelemetry-instrumentation-{flask,fastapi,asgi,wsgi,requests,system-metrics}
    python3-flask python3-fastapi python3-uvicorn python3-httpx python3-structlog gunicorn
    python3-pytest python3-pytest-xdist mypy ruff
    python3
)

stop() {
    echo "$2" >&2
    exit "$1"
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || stop 3 "OpenTelemetry's Python packages come from Debian's unstable suite, and this is no Debian."
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -r $keys ]] || stop 3 "Without $keys the packages of Debian's unstable suite cannot be checked."

# The same packages for the same list: a folder that is complete says for which list it is.
wanted=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-16)
if [[ -f $folder/complete && $(cat "$folder/complete") == "$wanted" ]]; then
    cat "$folder/versions"
    exit 0
fi

# The mirror: where apt takes this system's own suite from.
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get update --print-uris 2>/dev/null | sed -nE "s#^'([^']*)/dists/$codename/InRelease'.*#\1#p" | head -n 1)
[[ -n $mirror ]] || stop 3 "apt has no source of $codename here, so the mirror of Debian's unstable suite is not known."

rm -rf "$folder"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/apt/none" "$folder/root"
echo "deb [signed-by=$keys] $mirror sid main" >"$folder/apt/sources.list"
: >"$folder/apt/status"
options=(
    -o "Dir::Etc::sourcelist=$folder/apt/sources.list" -o "Dir::Etc::sourceparts=$folder/apt/none" -o Dir::Etc::preferences=/dev/null -o "Dir::Etc::preferencesparts=$folder/apt/none"
    -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::State::status=$folder/apt/status" -o "Dir::Cache::archives=$folder/apt/archives"
    -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o Acquire::Languages=none -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=2
    -o Debug::NoLocking=1 -o APT::Default-Release=
)
apt-get "${options[@]}" update -qq || stop 3 "Debian's unstable suite cannot be reached."
apt-get "${options[@]}" install -qq -y --download-only --no-install-recommends "${packages[@]}" >/dev/null || stop 3 "Debian's unstable suite does not have these packages now."
for archive in "$folder"/apt/archives/*.deb; do
    dpkg-deb -x "$archive" "$folder/root"
done

# The suite's programs need the suite's own C library, which is loaded by its path: no root of their own, no rights.
root=$folder/root
loader=$(find "$root/usr/lib" -name 'ld-linux*.so.*' -print -quit)
[[ -n $loader ]] || stop 3 "The unpacked packages have no loader of programs for this machine."
program=$(readlink "$root/usr/bin/python3")
mv "$root/usr/bin/$program" "$root/usr/bin/$program.bin"
start() { printf '#!/bin/sh\nexec "%s" --argv0 "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$2" "$(dirname "$loader")" "$1"; }
start "$root/usr/bin/$program.bin" "$root/usr/bin/$program" >"$root/usr/bin/$program"
mkdir "$folder/bin"
ln -s "../root/usr/bin/$program" "$folder/bin/python3"
start "$root/usr/bin/ruff" ruff >"$folder/bin/ruff"
printf '#!/bin/sh\nexec "%s" -m mypy "$@"\n' "$folder/bin/python3" >"$folder/bin/mypy"
chmod +x "$root/usr/bin/$program" "$folder/bin/ruff" "$folder/bin/mypy"
ln -s root/usr/lib/python3/dist-packages "$folder/site"

# The versions, for whoever reads the log of a run.
for name in "${packages[@]}"; do
    dpkg-deb -W --showformat='${Package} ${Version}\n' "$folder/apt/archives/${name}"_*.deb
done >"$folder/versions"
# Compiled once: tests start these programs a hundred times, and write nothing into the folder.
"$folder/bin/python3" -m compileall -q -j 0 "$root/usr/lib/python3/dist-packages" "$root"/usr/lib/python3.* >/dev/null || true
if command -v python3 >/dev/null; then python3 -m compileall -q -j 0 "$root/usr/lib/python3/dist-packages" >/dev/null || true; fi
rm -rf "$folder/apt"
echo "$wanted" >"$folder/complete"
cat "$folder/versions"
