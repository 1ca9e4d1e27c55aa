// Asks Upshot over the Model Context Protocol and prints what came, as JSON.
// node ask.js http URL | node ask.js stdio COMMAND ARGUMENT…; the questions, [{"name", "arguments"}…], stand in QUESTIONS, a key in KEY.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [kind, target, ...rest] = process.argv.slice(2);
const headers = process.env.KEY ? { authorization: `Bearer ${process.env.KEY}` } : {};
const transport = kind === "http"
  ? new StreamableHTTPClientTransport(new URL(target), { requestInit: { headers } })
  : new StdioClientTransport({ command: target, args: rest, env: process.env });
const client = new Client({ name: "upshot-test", version: "1.0.0" });
await client.connect(transport);
const { tools } = await client.listTools();
const answers = [];
for (const question of JSON.parse(process.env.QUESTIONS ?? "[]")) {
  const answer = await client.callTool(question);
  answers.push({ isError: answer.isError === true, text: answer.content.map(part => part.text).join("\n") });
}
console.log(JSON.stringify({ server: client.getServerVersion(), instructions: client.getInstructions(), tools: tools.map(({ name, annotations }) => ({ name, readOnly: annotations?.readOnlyHint === true })), answers }));
await client.close();
