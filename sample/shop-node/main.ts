// Shipping: says what it costs to send an order. It asks packing, a service in Python, for the box.
//
//   node out/main.js [--port 4704] [--packing http://127.0.0.1:4705]
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { AskPacking, Box, Country, Personal, Quote, configure } from "./delivery.js";
import { startTelemetry } from "./telemetry.js";

interface Order {
  readonly id: string;
  readonly items: number;
  readonly country: string;
}

type Found = Exclude<Box, "none">;

const version = "1.0";
const euros: Record<Found, number> = { letter: 1.9, small: 4.9, large: 9.9 };
const factors: Record<Country, number> = { at: 1, de: 1.4, elsewhere: 2.5 };

const { values: options } = parseArgs({ options: { port: { type: "string", default: "4704" }, packing: { type: "string", default: "http://127.0.0.1:4705" } } });
const instance = process.env["SHOP_INSTANCE"] ?? randomUUID();
const stopTelemetry = startTelemetry("shipping", version, instance);
configure({ instanceId: instance });

function quote(order: Order, headers: IncomingMessage["headers"]): Promise<{ box: Found; cents: number }> {
  const country = Object.values(Country).find((known) => known === order.country) ?? Country.Elsewhere;
  const start = { country, items: order.items, orderId: new Personal(order.id) };
  return Quote.run(
    start,
    async (call) => {
      const box = await askPacking(order.items).catch((error: unknown) => {
        call.fail(error, { box: Box.None });
        throw error;
      });
      const price = euros[box] * factors[country];
      call.succeed({ box, priceEur: price });
      return { box, cents: Math.round(price * 100) };
    },
    propagation.extract(ROOT_CONTEXT, headers),
  );
}

function askPacking(items: number): Promise<Found> {
  return AskPacking.run(async (call) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    propagation.inject(context.active(), headers);
    const answer = await fetch(new URL("/packings", options.packing), { method: "POST", headers, body: JSON.stringify({ items }) });
    const { box } = (await answer.json()) as { box?: unknown };
    const known = Object.values(Box).find((size) => size === box);
    if (!answer.ok || known === undefined || known === Box.None) {
      throw new Error(`packing answered ${answer.status}`);
    }
    call.succeed();
    return known;
  });
}

async function body(request: IncomingMessage): Promise<Order | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  try {
    const { id, items, country } = JSON.parse(text) as Partial<Order>;
    return typeof id === "string" && Number.isInteger(items) ? { id, items: Number(items), country: String(country) } : undefined;
  } catch {
    return undefined;
  }
}

const server = createServer(async (request, response) => {
  const answer = (status: number, content?: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(content === undefined ? "" : JSON.stringify(content));
  };
  if (request.method === "GET" && request.url === "/health") {
    answer(200);
  } else if (request.method === "POST" && request.url === "/quotes") {
    const order = await body(request);
    if (order === undefined) {
      answer(400, { title: "A quote needs an order: id, items and country." });
    } else {
      // The span has said why it failed.
      await quote(order, request.headers).then((found) => answer(200, found), () => answer(502));
    }
  } else {
    answer(404);
  }
});

server.listen(Number(options.port), "127.0.0.1", () => {
  console.log(`shipping ${version} listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

let isStopping = false;
function stop(): void {
  if (!isStopping) {
    isStopping = true;
    server.close();
    server.closeAllConnections();
    void stopTelemetry().finally(() => process.exit(0));
  }
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (["1", "true"].includes(process.env["SHOP_EXIT_WITH_STDIN"] ?? "")) {
  process.stdin.on("end", stop).resume();
}
