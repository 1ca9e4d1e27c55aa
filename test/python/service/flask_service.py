"""Knows nothing of telemetry: ``opentelemetry-instrument`` sets it up."""

import logging

from flask import Flask

app = Flask("quotes")


@app.get("/quotes/<number>")
def quote(number):
    logging.getLogger("quotes").warning("quote %s was asked for", number)
    return number


client = app.test_client()
for number in range(5):
    client.get(f"/quotes/{number}?mail=ada@example.com", environ_base={"REMOTE_ADDR": "203.0.113.9"})
