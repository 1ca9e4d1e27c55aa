#!/usr/bin/env bash
# packaging/hatch.sh PROJECT FOLDER: builds the wheel of a Python project with hatchling, wherever it is to be had: installed, from Debian's packages
# (unpacked into artifacts, nothing is installed), or from Python's package index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD/artifacts/hatchling
project=$1
folder=$(realpath -m "$2")

build() { (cd "$project" && umask 022 && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="${1:-}" python3 -m hatchling build -t wheel -d "$folder") && chmod 644 "$folder"/*.whl; }

if python3 -c 'import hatchling' 2>/dev/null; then
    build
    exit
fi
if [[ ! -f $home/complete ]]; then
    rm -rf "$home"
    mkdir -p "$home"
    if command -v apt-get >/dev/null && (cd "$home" && apt-get -o APT::Sandbox::User="$(id -un)" download -qq python3-hatchling python3-pathspec python3-pluggy python3-packaging python3-trove-classifiers) >&2; then
        for archive in "$home"/*.deb; do dpkg-deb -x "$archive" "$home"; done
        rm "$home"/*.deb
        mv "$home/usr/lib/python3/dist-packages" "$home/site"
    else
        python3 -m pip install --quiet --target "$home/site" hatchling >&2
    fi
    touch "$home/complete"
fi
build "$home/site"
