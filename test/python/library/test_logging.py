"""An application prints what it printed before its log records were sent too."""

from __future__ import annotations

import pytest

CONFIGURED = {
    "basicConfig": "logging.basicConfig(level=logging.INFO, format='%(message)s')",
    "dictConfig": "dictConfig({'version': 1, 'disable_existing_loggers': False, 'handlers': {'c': {'class': 'logging.StreamHandler'}}, 'root': {'level': 'INFO', 'handlers': ['c']}})",
}


def bodies(sink):
    return [log.body.string_value for _, _, log in sink.logs()]


@pytest.mark.parametrize("how", CONFIGURED)
@pytest.mark.parametrize("order", ("before", "after"))
def test_logging_that_is_configured_before_or_after_prints_and_is_sent(run, sink, how, order):
    lines = [CONFIGURED[how], "upshot.init()"]
    code = "\n".join(
        [
            "import logging, sys, upshot; from logging.config import dictConfig",
            *(lines if order == "before" else lines[::-1]),
            "logging.getLogger('shop').info('placed')",
        ]
    )

    printed = run("import sys; sys.stderr = sys.stdout\n" + code + "\nprint(len(logging.getLogger().handlers))")
    assert printed == "placed\n2\n"

    assert bodies(sink) == ["placed"]


def test_what_nobody_configured_is_printed_as_python_prints_it(run, sink):
    printed = run(
        """
import sys; sys.stderr = sys.stdout
import logging, upshot
upshot.init()
logging.warning("loud")
logging.getLogger("shop").info("quiet")
logging.getLogger("shop.cart").error("louder")
silenced = logging.getLogger("lib"); silenced.addHandler(logging.NullHandler()); silenced.error("of a library")
"""
    )

    assert printed == "loud\nlouder\n"
    assert bodies(sink) == ["loud", "louder", "of a library"]


def test_an_error_of_a_flask_application_is_still_seen(run, sink):
    printed = run(
        """
import sys; sys.stderr = sys.stdout
import upshot, flask
upshot.init()
app = flask.Flask("shop")
@app.get("/")
def broken(): raise ValueError("no cups")
app.test_client().get("/")
"""
    )

    assert "ValueError: no cups" in printed
    assert len(bodies(sink)) == 1


def test_after_its_end_logging_is_as_it_was(run):
    run(
        """
import logging, logging.config, upshot
before = logging.basicConfig, logging.config.DictConfigurator.configure, logging.config.fileConfig
upshot.init().shutdown()
assert before == (logging.basicConfig, logging.config.DictConfigurator.configure, logging.config.fileConfig) and logging.getLogger().handlers == []
"""
    )
