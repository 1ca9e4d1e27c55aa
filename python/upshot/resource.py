"""Who sends: the same for traces, metrics and logs, and taken from the build rather than typed again."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

from .plans import Plan

INSTANCE = "service.instance.id"
DIGEST = "upshot.plan.digest"


# What runs applications of others is not the service: servers, workers, test runners.
_LAUNCHERS = frozenset("celery daphne flask granian gunicorn hypercorn opentelemetry-instrument uvicorn uwsgi waitress-serve".split())
_TEST_RUNNERS = frozenset("pytest py.test unittest".split())
# Not the address that they listen on: localhost:8000, unix:app.sock.
_APPLICATION = re.compile(r"(?!unix:|fd:)(?P<module>[A-Za-z_][\w.]*):[A-Za-z_][\w.()]*")


def create(plans: Sequence[Plan], said: Mapping[str, str], main: Optional[str] = None) -> Resource:
    """What the application said wins over OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, which win over what is found."""
    found = {name: value for name, value in _found(plans, main or _main()).items() if value}
    environment = OTELResourceDetector().detect()
    # Resource.create reads the environment too, and lets what it is given win.
    return Resource.create({**found, **environment.attributes, **{name: value for name, value in said.items() if value}})


def new_instance() -> str:
    return str(uuid.uuid4())


def _found(plans: Sequence[Plan], main: str) -> dict[str, str]:
    package = _package_of(main)
    version, commit = _version_of(package)
    return {
        "service.name": package or _stem(main) or _generated(plans) or "python",
        "service.namespace": plans[0].product if plans else "",
        "service.version": version,
        "vcs.ref.head.revision": commit or _commit_of_environment(),
        "deployment.environment.name": os.environ.get("UPSHOT_ENVIRONMENT", "") or os.environ.get("ENVIRONMENT", "").lower(),
        INSTANCE: new_instance(),
        DIGEST: ",".join(plan.digest for plan in plans),
    }


def _main() -> str:
    """The module or file that was started, such as shop.main or app.py; of a server, the module of the application that it runs. Empty: unknown."""
    specification = getattr(sys.modules.get("__main__"), "__spec__", None)
    if specification is not None and specification.name:
        started = str(specification.name).removesuffix(".__main__")
    else:
        started = sys.argv[0] if sys.argv else ""
    if Path(started).name in _LAUNCHERS:
        return _application(sys.argv[1:])
    # -c: typed in, or a process that a test runner started for itself.
    return "" if started.startswith("-") or Path(started).name in _TEST_RUNNERS else started


def _application(arguments: Sequence[str]) -> str:
    """shop.main of "gunicorn shop.main:app", "flask --app shop.main run" and "celery -A shop.main worker"."""
    for place, argument in enumerate(arguments):
        named = argument.partition("=")[2] if argument.startswith(("--app=", "-A=")) else ""
        if argument in ("--app", "-A") and place + 1 < len(arguments):
            named = arguments[place + 1]
        if named:
            return named.partition(":")[0]
        application = _APPLICATION.fullmatch(argument)
        if application is not None:
            return application["module"]
    return ""


def _stem(main: str) -> str:
    """app of ./app.py, kettle of kettle.main."""
    return Path(main).stem if "/" in main or main.endswith(".py") else main.partition(".")[0]


def _generated(plans: Sequence[Plan]) -> str:
    """The package that was generated from the plan is called like the product."""
    module = plans[0].module if plans else None
    return module.__name__.rpartition(".")[2] if module is not None else ""


def _package_of(main: str) -> str:
    """The installed distribution that the module belongs to; empty: none, as with a script."""
    top = main.split(".")[0] if "/" not in main and not main.endswith(".py") else Path(main).stem
    if not top:
        return ""
    try:
        importlib.metadata.version(top)
        return top
    except importlib.metadata.PackageNotFoundError:
        pass
    except Exception:
        return ""
    owners = _owners().get(top, [])
    return owners[0] if owners else ""


def _owners() -> Mapping[str, list[str]]:
    owners = getattr(importlib.metadata, "packages_distributions", None)
    try:
        return owners() if owners is not None else {}
    except Exception:
        return {}


def _version_of(package: str) -> tuple[str, str]:
    """1.2.3+c0ffee is version 1.2.3 of commit c0ffee; without a distribution, what the build left in the environment."""
    text = os.environ.get("UPSHOT_VERSION", "")
    if not text and package:
        try:
            text = importlib.metadata.version(package)
        except Exception:
            text = ""
    version, _, commit = text.partition("+")
    return version, commit


def _commit_of_environment() -> str:
    """As the common build systems and hosts name it."""
    for name in ("UPSHOT_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "SOURCE_VERSION", "HEROKU_SLUG_COMMIT", "RENDER_GIT_COMMIT"):
        if os.environ.get(name):
            return os.environ[name]
    return ""
