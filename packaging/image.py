"""Puts an OCI image archive together: two layers, a configuration, an index. ``docker load``, ``podman load``, ``skopeo`` and ``umoci`` read it.

The same input gives the same bytes: names are sorted, times are those of SOURCE_DATE_EPOCH, owners are numbers.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

USER = 1654
TIME = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))

# Without a token the server refuses to listen beyond the container, and says so.
ENVIRONMENT = [
    "PATH=/opt/upshot",
    "HOME=/data",
    "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
    "DOTNET_EnableDiagnostics=0",
    "UPSHOT_DATA=/data",
    "UPSHOT_HTTP=0.0.0.0:4600",
    "UPSHOT_OTLP_GRPC=0.0.0.0:4317",
    "UPSHOT_OTLP_HTTP=0.0.0.0:4318",
]


def layer(folder: Path, at: str, owners: dict[str, int]) -> bytes:
    """The folder's files as a tar; those whose name is in ``owners`` belong to that user, the others to root."""

    def told(item: tarfile.TarInfo) -> tarfile.TarInfo:
        item.uid = item.gid = owners.get(item.name, 0)
        item.uname = item.gname = ""
        item.mtime = TIME
        if item.name == "tmp":
            item.mode = 0o1777
        return item

    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            name = f"{at}{path.relative_to(folder)}"
            archive.add(path, name, recursive=False, filter=told)
    return written.getvalue()


class Archive:
    def __init__(self, file: Path) -> None:
        self._tar = tarfile.open(file, "w", format=tarfile.GNU_FORMAT)

    def add(self, name: str, content: bytes) -> None:
        item = tarfile.TarInfo(name)
        item.size, item.mtime = len(content), TIME
        self._tar.addfile(item, io.BytesIO(content))

    def blob(self, kind: str, content: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(content).hexdigest()
        self.add(f"blobs/sha256/{digest}", content)
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}", "size": len(content)}

    def close(self) -> None:
        self._tar.close()


def as_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--architecture", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()

    tars = [layer(given.base, "", {"data": USER}), layer(given.program, "opt/upshot/", {})]
    config = {
        "architecture": given.architecture,
        "os": "linux",
        "created": datetime.datetime.fromtimestamp(TIME, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "config": {
            "User": f"{USER}:{USER}",
            "Env": ENVIRONMENT,
            "Entrypoint": ["/opt/upshot/upshot"],
            "Cmd": ["serve"],
            "WorkingDir": "/data",
            "Volumes": {"/data": {}},
            "ExposedPorts": {"4600/tcp": {}, "4317/tcp": {}, "4318/tcp": {}},
            "StopSignal": "SIGTERM",
            "Labels": {
                "org.opencontainers.image.title": "upshot",
                "org.opencontainers.image.version": given.version,
                "org.opencontainers.image.licenses": "MIT",
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar).hexdigest()}" for tar in tars]},
        "history": [{"created_by": "the system's libraries, from Debian's packages"}, {"created_by": f"upshot {given.version}"}],
    }
    name = f"upshot:{given.version}"
    given.file.parent.mkdir(parents=True, exist_ok=True)
    part = given.file.with_suffix(".part")
    archive = Archive(part)
    archive.add("oci-layout", as_json({"imageLayoutVersion": "1.0.0"}))
    layers = [archive.blob("layer.v1.tar+gzip", gzip.compress(tar, 6, mtime=0)) for tar in tars]
    described = archive.blob("config.v1+json", as_json(config))
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": described, "layers": layers}
    entry = archive.blob("manifest.v1+json", as_json(manifest))
    entry["platform"] = {"architecture": given.architecture, "os": "linux"}
    entry["annotations"] = {"org.opencontainers.image.ref.name": given.version, "io.containerd.image.name": f"docker.io/library/{name}"}
    archive.add("index.json", as_json({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [entry]}))
    # What older engines read instead of the index.
    path = "blobs/sha256/{}".format
    archive.add(
        "manifest.json",
        as_json([{"Config": path(described["digest"][7:]), "RepoTags": [name], "Layers": [path(part["digest"][7:]) for part in layers]}]),
    )
    archive.close()
    part.replace(given.file)


if __name__ == "__main__":
    main()
