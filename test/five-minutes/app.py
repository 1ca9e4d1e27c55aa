import os

import flask

entries: list[dict[str, str]] = []
app = flask.Flask(__name__)


@app.get("/entries")
def all_of_them():
    return flask.jsonify(entries)


@app.get("/entries/<int:number>")
def one(number: int):
    return entries[number] if number < len(entries) else ({"error": "There is no such entry."}, 404)


@app.post("/entries")
def sign():
    text = (flask.request.get_json(silent=True) or {}).get("text")
    if not text:
        return {"error": "An entry without a text."}, 400
    entries.append({"text": text})
    return {"number": len(entries) - 1}, 201


app.run("127.0.0.1", int(os.environ.get("PORT", "3000")))
