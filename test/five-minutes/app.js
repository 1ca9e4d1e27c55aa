const express = require('express');

const entries = [];
const app = express();
app.use(express.json());

app.get('/entries', (request, response) => {
  response.json(entries);
});

app.get('/entries/:number', (request, response) => {
  const entry = entries[request.params.number];
  response.status(entry ? 200 : 404).json(entry ?? { error: 'There is no such entry.' });
});

app.post('/entries', (request, response) => {
  if (!request.body?.text) {
    throw new Error('An entry without a text');
  }

  entries.push({ text: request.body.text });
  response.status(201).json({ number: entries.length - 1 });
});

app.listen(process.env.PORT ?? 3000, '127.0.0.1');
