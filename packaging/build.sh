#!/usr/bin/env bash
# Builds what people install, into artifacts/packages:
#
#   packaging/build.sh [--check] [KIND…] [PLATFORM…]
#
# KIND is library (the pure Python wheel), wheel, tarball, tool (a package of `dotnet tool`) or image (an OCI archive; Linux alone); all by default.
# PLATFORM is linux-x64, linux-arm64, osx-arm64 or win-x64; all by default. --check looks at each file that was built: what it holds, for which
# platform, how large it is. A platform whose runtime the package source does not have is skipped, said so, and makes the exit code 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 Configuration=Release SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 315532800)

packages=artifacts/packages
check=false kinds=() platforms=() missing=()
for word in "$@"; do
    case $word in
        --check) check=true ;;
        library | wheel | tarball | tool | image) kinds+=("$word") ;;
        linux-x64 | linux-arm64 | osx-arm64 | win-x64) platforms+=("$word") ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 1 ;;
    esac
done
[[ ${#kinds[@]} -gt 0 ]] || kinds=(library wheel tarball tool image)
[[ ${#platforms[@]} -gt 0 ]] || platforms=(linux-x64 linux-arm64 osx-arm64 win-x64)
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
mkdir -p "$packages"

say() { printf '%s\n' "$*" >&2; }
wants() { [[ " ${kinds[*]} " == *" $1 "* ]]; }

# Style is the business of the build that tests run on.
quick=(-v q -clp:NoSummary -p:RunAnalyzers=false)

# The program with its runtime, in artifacts/publish/PLATFORM.
publish() {
    local folder=artifacts/publish/$1
    rm -rf "$folder"
    dotnet publish src/Upshot -r "$1" --self-contained -o "$folder" "${quick[@]}" >&2 || return 1
    if command -v python3 >/dev/null; then python3 packaging/strip.py "$folder"; fi
    install -m 644 LICENSE THIRD-PARTY-NOTICES.md "$folder/"
    # What a build left executable, or not, is the same in every package: programs and libraries' folders alone.
    find "$folder" -type f -exec chmod 644 {} +
    [[ $1 == win-* ]] || chmod 755 "$folder/upshot"
}

wheel() {
    UPSHOT_PUBLISHED=$PWD/artifacts/publish/$1 packaging/hatch.sh packaging/wheel "$packages"
}

tarball() {
    local name=upshot-$version-$1
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --transform="s:^\.:$name:" -C "artifacts/publish/$1" -cf - . | gzip -n >"$packages/$name.tar.gz"
}

# A package for each platform, and one that names them: `dotnet tool install` takes the right one.
tools() {
    local list
    list=$(IFS=,; echo "${platforms[*]}")
    dotnet pack src/Upshot -p:ToolPlatforms="${list//,/%2C}" -o "$packages" "${quick[@]}" >&2 || return 1
    if command -v python3 >/dev/null; then python3 packaging/squeeze.py "$packages"/Upshot.*."$version".nupkg; fi
}

if wants library; then packaging/hatch.sh python "$packages"; fi
if wants tool; then
    say "tool: ${platforms[*]}"
    tools || { say "The tool's packages are skipped: see above."; missing+=(tool); }
fi
for platform in "${platforms[@]}"; do
    if wants wheel || wants tarball || wants image; then
        say "publish: $platform"
        if ! publish "$platform"; then
            say "$platform is skipped: see above; the package source may lack its runtime (Microsoft.NETCore.App.Runtime.$platform and its like)."
            missing+=("$platform")
            continue
        fi
    fi
    if wants wheel; then say "wheel: $platform"; wheel "$platform"; fi
    if wants tarball; then say "tarball: $platform"; tarball "$platform"; fi
    if wants image && [[ $platform == linux-* ]]; then
        say "image: $platform"
        packaging/image.sh "$platform" || { say "The image for $platform is skipped: see above."; missing+=("image:$platform"); }
    fi
done
if $check; then python3 packaging/check.py "$packages"; fi
if [[ ${#missing[@]} -gt 0 ]]; then
    say "Not built: ${missing[*]}"
    exit 3
fi
