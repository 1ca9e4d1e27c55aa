"""Knows nothing of telemetry: ``opentelemetry-instrument`` sets it up."""

import logging

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/quotes/{number}")
async def quote(number: int):
    logging.getLogger("quotes").warning("quote %s was asked for", number)
    return number


client = TestClient(app, client=("203.0.113.9", 4711))
for number in range(5):
    client.get(f"/quotes/{number}?mail=ada@example.com")
