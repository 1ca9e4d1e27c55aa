#!/usr/bin/env bash
# packaging/image.sh PLATFORM: an OCI image archive of artifacts/publish/PLATFORM, without an engine. Registries' base images are not needed: what the
# program asks of a system comes from this Debian's own packages, checked by apt, unpacked and not installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
platform=$1
case $platform in
    linux-x64) architecture=amd64 ;;
    linux-arm64) architecture=arm64 ;;
    *) echo "An image is for linux-x64 or linux-arm64, not for $platform." >&2; exit 1 ;;
esac
published=artifacts/publish/$platform
[[ -x $published/upshot ]] || { echo "$published holds no program: packaging/build.sh publishes it." >&2; exit 1; }
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "The image is put together from Debian's packages, and this is no Debian." >&2; exit 3; }
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)

# The C and C++ libraries, OpenSSL, time zones, the certificates of public authorities: the runtime needs no more.
needed=(libc6 libgcc-s1 libstdc++6 libssl3 tzdata ca-certificates)
base=$PWD/artifacts/image/base-$architecture
if [[ ! -f $base/complete ]]; then
    rm -rf "$base"
    mkdir -p "$base/apt/lists/partial" "$base/apt/archives/partial" "$base/root"
    : >"$base/apt/status"
    options=(
        -o "APT::Architecture=$architecture" -o "APT::Architectures::=$architecture" -o "Dir::State::Lists=$base/apt/lists" -o "Dir::State::status=$base/apt/status"
        -o "Dir::Cache::archives=$base/apt/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Acquire::Languages=none -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1
    )
    apt-get "${options[@]}" update -qq >&2 || { echo "Debian's packages cannot be reached." >&2; exit 3; }
    (cd "$base/apt/archives" && apt-get "${options[@]}" download -qq "${needed[@]}" >&2) || { echo "Debian does not have ${needed[*]} for $architecture here." >&2; exit 3; }
    for archive in "$base"/apt/archives/*.deb; do
        dpkg-deb -x "$archive" "$base/root"
        dpkg-deb -W --showformat='${Package} ${Version}\n' "$archive"
    done | sort >"$base/versions"
    root=$base/root
    # Licences stay; what a person reads at a shell, and character sets that no program here asks for, do not.
    find "$root/usr/share/doc" -type f ! -name copyright -delete
    rm -rf "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/lintian" "$root"/usr/lib/*/gconv "$root/usr/share/zoneinfo/right" "$root/usr/share/zoneinfo/posix" "$root/usr/sbin"
    mkdir -p "$root/etc/ssl/certs" "$root/tmp" "$root/data" "$root/plan" "$root/proc" "$root/sys" "$root/dev" "$root/usr/share/upshot"
    find "$root/usr/share/ca-certificates" -name '*.crt' | sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
    printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nupshot:x:1654:1654::/data:/usr/sbin/nologin\n' >"$root/etc/passwd"
    printf 'root:x:0:\nupshot:x:1654:\n' >"$root/etc/group"
    cp "$base/versions" "$root/usr/share/upshot/packages"
    rm -rf "$base/apt"
    touch "$base/complete"
fi
python3 packaging/image.py --architecture "$architecture" --version "$version" --base "$base/root" --program "$published" "artifacts/packages/upshot-$version-$platform.oci.tar"
