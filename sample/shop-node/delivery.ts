// Telemetry of Delivery, written by `upshot generate` from plan 29bfe4ecf08b.
// Do not edit it: change the plan and generate again. Needs TypeScript 5.2 or later and @opentelemetry/api 1.9 or later.
/// <reference lib="esnext.disposable" />
import {
  context as contexts,
  type Context,
  metrics,
  type Meter,
  type MeterProvider,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from "@opentelemetry/api";
import { logs, SeverityNumber } from "@opentelemetry/api-logs";

export const PLAN_DIGEST = "29bfe4ecf08b";
export const SCHEMA_URL = "https://upshot.dev/schemas/delivery/29bfe4ecf08b";

/** Stage and share of each signal as the plan has them. */
const PLANNED: ReadonlyMap<string, Stage> = new Map([
  ["event.delivery.packing_refused", { stage: "on", share: 0.1 }],
  ["event.delivery.quoted", { stage: "on", share: 0.1 }],
  ["metric.delivery.boxes", { stage: "on", share: 0.1 }],
  ["metric.delivery.pack.duration", { stage: "on", share: 0.1 }],
  ["metric.delivery.quote.duration", { stage: "on", share: 0.1 }],
  ["metric.delivery.quote.price", { stage: "on", share: 0.1 }],
  ["span.delivery.ask_packing", { stage: "on", share: 0.1 }],
  ["span.delivery.pack", { stage: "on", share: 0.1 }],
  ["span.delivery.quote", { stage: "on", share: 0.1 }],
]);

type Stage = { readonly stage: string; readonly share: number };

// Declared here, so that neither the types of Node.js nor those of browsers are needed.
declare function fetch(url: string, init: { headers: Record<string, string> }): Promise<{
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}>;
declare function setTimeout(call: () => void, milliseconds: number): unknown;
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

let instance = "";
let stages = new Map<string, Stage>(PLANNED);
const on = new Set<string>();

const redaction: { key?: Uint8Array } = {};

/**
 * Says which process this is, and the key of its hashes; what is left out stays as it was.
 *
 * `instanceId`: service.instance.id, by which a canary decides whether it is one.
 * `redactionKey`: without it UPSHOT_HASH_KEY of the environment; without that, a new one for each process.
 */
export function configure(settings: { instanceId?: string; redactionKey?: string }): void {
  instance = settings.instanceId ?? instance;
  if (settings.redactionKey !== undefined) {
    redaction.key = new TextEncoder().encode(settings.redactionKey);
  }
  switchAll();
}

/**
 * Switches signals as a server says (the JSON of GET /api/v1/rollout). A signal that it does not name is as the plan says. What makes no sense
 * changes nothing, and is answered with false.
 */
export function applyRollout(answer: unknown): boolean {
  const said = entry(answer, "signals");
  if (typeof said !== "object" || said === null || Array.isArray(said)) {
    return false;
  }
  const told = new Map<string, Stage>(PLANNED);
  for (const [signal, entered] of Object.entries(said)) {
    const stage = entry(entered, "stage");
    const share = entry(entered, "share") ?? (stage === "canary" ? undefined : 0);
    if ((stage !== "off" && stage !== "canary" && stage !== "on") || typeof share !== "number" || !(share >= 0 && share <= 1)) {
      return false;
    }
    if (PLANNED.has(signal)) {
      told.set(signal, { stage, share });
    }
  }
  stages = told;
  switchAll();
  return true;
}

/**
 * Asks a server such as http://localhost:4600 again and again; answers with what stops it. It keeps no process alive.
 * While the server is away, or answers with nonsense, everything stays as it was, and it is asked less often.
 */
export function followRollout(server: string, settings: { seconds?: number; headers?: Record<string, string> } = {}): () => void {
  let isOver = false;
  let failures = 0;
  let tag: Record<string, string> = {};
  const ask = async (): Promise<void> => {
    let isSense = false;
    try {
      const answer = await fetch(`${server.replace(/\/+$/, "")}/api/v1/rollout`, { headers: { ...settings.headers, ...tag } });
      isSense = answer.status === 304 || (answer.ok && !isOver && applyRollout(await answer.json()));
      if (isSense && answer.ok) {
        const changed = answer.headers.get("etag");
        tag = changed === null ? {} : { "if-none-match": changed };
      }
    } catch {
      // Away, or no JSON.
    }
    failures = isSense ? 0 : failures + 1;
    if (!isOver) {
      const timer = setTimeout(() => void ask(), pause(settings.seconds ?? 30, failures) * 1000);
      (timer as { unref?: () => void }).unref?.();
    }
  };
  void ask();
  return () => {
    isOver = true;
  };
}

/** Seconds until the next question: doubled up to ten minutes while there is no answer, and a fifth more or less, so that processes that began together do not ask together. */
function pause(seconds: number, failures: number): number {
  return Math.min(seconds * 2 ** failures, Math.max(600, seconds)) * (0.8 + Math.random() * 0.4);
}

/** Whether this process emits a signal, by its id such as `span.shop.checkout`. */
export function isOn(signal: string): boolean {
  return on.has(signal);
}

function entry(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

function switchAll(): void {
  on.clear();
  for (const [signal, { stage, share }] of stages) {
    if (stage === "on" || (stage === "canary" && instance !== "" && fraction(`${signal}\n${instance}`) < share)) {
      on.add(signal);
    }
  }
}

/** 0 to 1, always the same for the same text, whatever the language. */
function fraction(text: string): number {
  const bytes = sha256(new TextEncoder().encode(text));
  return (bytes.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) * 32 + ((bytes[6] ?? 0) >>> 3)) / 2 ** 53;
}

// FIPS 180-4. The hashes of platforms are either asynchronous or not everywhere.
const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) {
  if (primes.every((prime) => n % prime !== 0)) {
    primes.push(n);
  }
}
const fractional = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;
const k = primes.map((prime) => fractional(Math.cbrt(prime)));

function sha256(message: Uint8Array): Uint8Array {
  const state = Int32Array.from(primes.slice(0, 8), (prime) => fractional(Math.sqrt(prime)));
  const padded = new Uint8Array(((message.length + 72) >>> 6) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
  const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  const w = new Int32Array(64);
  const at = (words: Int32Array | number[], i: number): number => words[i] ?? 0;
  for (let start = 0; start < padded.length; start += 64) {
    for (let i = 0; i < 64; i++) {
      const before = at(w, i - 15);
      const last = at(w, i - 2);
      w[i] = i < 16
        ? view.getInt32(start + i * 4)
        : at(w, i - 16) +
          (rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3)) +
          at(w, i - 7) +
          (rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + at(k, i) + at(w, i)) | 0;
      const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = at(state, i) + word));
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

switchAll();

type Value = string | number | boolean | string[] | number[] | boolean[];
type Values = Record<string, Value>;
type Given = Record<string, Value | readonly string[] | readonly number[] | readonly boolean[] | undefined>;

function given(values: Given): Values {
  const some = Object.create(null) as Values;
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      some[name] = typeof value === "object" ? ([...value] as Value) : value;
    }
  }
  return some;
}

class Classified<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** @internal Only for redaction. */
  static open(of: Classified<unknown>): unknown {
    return of.#value;
  }
  toString(): string {
    return "***";
  }
  toJSON(): string {
    return "***";
  }
}

/** A value that could identify a person. Attributes of this class take no other. */
export class Personal<T> extends Classified<T> {
  declare private readonly privacy: "personal";
}

/** A value that is never stored as it is. Attributes of this class take no other. */
export class Secret<T> extends Classified<T> {
  declare private readonly privacy: "secret";
}

declare const process: { env: Record<string, string | undefined> } | undefined;
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

function hash(value: Classified<unknown> | undefined): string | undefined {
  return value === undefined ? undefined : hex(hmac(key(), String(Classified.open(value)))).slice(0, 32);
}

function key(): Uint8Array {
  const fromEnvironment = typeof process === "undefined" ? undefined : process.env["UPSHOT_HASH_KEY"];
  redaction.key ??= fromEnvironment ? new TextEncoder().encode(fromEnvironment) : crypto.getRandomValues(new Uint8Array(32));
  return redaction.key;
}

function hmac(bytes: Uint8Array, text: string): Uint8Array {
  const block = new Uint8Array(64);
  block.set(bytes.length > 64 ? sha256(bytes) : bytes);
  const inner = sha256(joined(block.map((byte) => byte ^ 0x36), new TextEncoder().encode(text)));
  return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const SCOPE = ["delivery", "1", { schemaUrl: SCHEMA_URL }] as const;
const tracer = trace.getTracerProvider().getTracer(...SCOPE);
const logger = logs.getLogger(...SCOPE);
/** An instrument of the provider that is set up now: the API gives away nothing that finds its provider later. */
function instrument<T>(create: (meter: Meter) => T): () => T {
  let from: MeterProvider | undefined;
  let made: T | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (made === undefined || provider !== from) {
      from = provider;
      made = create(provider.getMeter(...SCOPE));
    }
    return made;
  };
}

const boxesCounterInstrument = instrument((meter) =>
  meter.createCounter("delivery.boxes", { unit: "{box}", description: "Boxes, by size." }),
);
const packDurationHistogramInstrument = instrument((meter) =>
  meter.createHistogram("delivery.pack.duration", {
    unit: "s",
    description: "How long it takes to choose a box.",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  }),
);
const quoteDurationHistogramInstrument = instrument((meter) =>
  meter.createHistogram("delivery.quote.duration", {
    unit: "s",
    description: "How long a quote takes.",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  }),
);
const quotePriceHistogramInstrument = instrument((meter) =>
  meter.createHistogram("delivery.quote.price", { unit: "{EUR}", description: "What it costs to send an order." }),
);

/** The box that the order fits into. (delivery.box) */
export const Box = {
  Letter: "letter",
  Small: "small",
  Large: "large",
  None: "none",
} as const;
export type Box = (typeof Box)[keyof typeof Box];

/** Where the order goes. (delivery.country) */
export const Country = {
  At: "at",
  De: "de",
  Elsewhere: "elsewhere",
} as const;
export type Country = (typeof Country)[keyof typeof Country];

/** A template with the values that it names in braces. */
function told(template: string, values: Values): string {
  return template.replace(/\{([^{}]+)\}/g, (_, found: string) => String(values[found] ?? ""));
}

declare const performance: { now(): number };
type Outcome = "success" | "failure" | "abandoned";

/** One run of what a span describes. It ends with succeed or fail, or else as abandoned; nothing happens after the end. */
abstract class SpanCall {
  /** The context of the span, for work that belongs to it. */
  readonly context: Context;
  protected readonly values: Values;
  protected readonly amounts = new Map<string, number>();
  readonly #span: Span | undefined;
  readonly #carried: readonly string[];
  readonly #started = performance.now();
  /** What was thrown. */
  protected error: Error | undefined;
  /** Whether the event of the span has told what was thrown. */
  protected wasTold = false;
  #isEnded = false;

  protected constructor(
    what: {
      readonly signal: string;
      readonly contract: string;
      readonly name: string;
      readonly naming?: string;
      readonly kind: SpanKind;
      readonly attributes: readonly string[];
    },
    values: Given,
    parent: Context,
  ) {
    this.values = given(values);
    this.#carried = what.attributes;
    if (on.has(what.signal)) {
      const attributes = { ...this.some(what.attributes), "upshot.signal": what.contract };
      this.#span = tracer.startSpan(what.naming === undefined ? what.name : told(what.naming, this.values), { kind: what.kind, attributes }, parent);
      this.context = trace.setSpan(parent, this.#span);
    } else {
      this.context = parent;
    }
  }

  /** Does some work with the span as the current one. */
  with<T>(work: () => T): T {
    return contexts.with(this.context, work);
  }

  [Symbol.dispose](): void {
    this.ended("abandoned", {}, {});
  }

  protected succeeded(values: Given, amounts: Record<string, number | undefined>): void {
    this.ended("success", values, amounts);
  }

  protected failed(error: unknown, values: Given, amounts: Record<string, number | undefined>): void {
    if (this.#isEnded) {
      return;
    }
    this.error = error instanceof Error ? error : undefined;
    this.values["error.type"] = error instanceof Error ? error.name : typeof error === "string" ? error : typeof error;
    this.#span?.setStatus({ code: SpanStatusCode.ERROR });
    this.ended("failure", values, amounts);
  }

  /** The values of these names, as far as they were given. */
  protected some(names: readonly string[]): Values {
    const some = Object.create(null) as Values;
    for (const name of names) {
      const value = this.values[name];
      if (value !== undefined) {
        some[name] = value;
      }
    }
    return some;
  }

  /** Records metrics and writes the event. */
  protected record(_milliseconds: number): void {}

  private ended(outcome: Outcome, values: Given, amounts: Record<string, number | undefined>): void {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    const milliseconds = performance.now() - this.#started;
    Object.assign(this.values, given(values), { "upshot.outcome": outcome });
    for (const [name, amount] of Object.entries(amounts)) {
      if (amount !== undefined) {
        this.amounts.set(name, amount);
      }
    }
    this.#span?.setAttributes(this.some([...this.#carried, "upshot.outcome", "error.type"]));
    try {
      this.record(milliseconds);
      if (this.error !== undefined && !this.wasTold) {
        this.#span?.recordException(this.error);
      }
    } finally {
      this.#span?.end();
    }
  }
}

/** Runs a body with the span as the current one; ends it when the body, or the promise that it returns, is done. */
function running<C extends SpanCall, T>(call: C & { fail(error: unknown): void }, body: (call: C) => T): T {
  try {
    const result = call.with(() => body(call));
    if (!isPromise(result)) {
      call[Symbol.dispose]();
      return result;
    }
    return result.then(
      (value) => {
        call[Symbol.dispose]();
        return value;
      },
      (error: unknown) => {
        call.fail(thrown(error));
        throw error;
      },
    ) as T;
  } catch (error) {
    call.fail(thrown(error));
    throw error;
  }
}

/** Text that was thrown is a message, and no sort of failure. */
function thrown(error: unknown): Error | string {
  return error instanceof Error ? error : typeof error;
}

function isPromise(result: unknown): result is PromiseLike<unknown> {
  return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
}

function write(name: string, contract: string, message: string, values: Values, inside: Context, error?: Error): void {
  const failed = values["upshot.outcome"] === "failure";
  logger.emit({
    eventName: name,
    timestamp: Date.now(),
    severityNumber: failed ? SeverityNumber.ERROR : SeverityNumber.INFO,
    severityText: failed ? "ERROR" : "INFO",
    body: told(message, values),
    attributes: {
      ...values,
      "upshot.signal": contract,
      ...(error && { "exception.type": error.name, "exception.message": error.message, "exception.stacktrace": error.stack ?? "" }),
    },
    context: inside,
  });
}

/**
 * Shipping asks packing for the box.
 *
 * Emits span delivery.ask_packing (span.delivery.ask_packing@1).
 */
export class AskPacking extends SpanCall {
  static readonly #what = {
    signal: "span.delivery.ask_packing",
    contract: "span.delivery.ask_packing@1",
    name: "delivery.ask_packing",
    kind: SpanKind.CLIENT,
    attributes: [],
  } as const;

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(parent: Context = contexts.active()): AskPacking {
    return new AskPacking(AskPacking.#what, {}, parent);
  }

  /** Runs a body, async or not, with the span as the current one. A body that throws fails it; one that says nothing abandons it. */
  static run<T>(body: (call: AskPacking) => T, parent: Context = contexts.active()): T {
    return running(AskPacking.start(parent), body);
  }

  succeed(): void {
    this.succeeded({}, {});
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown): void {
    this.failed(error, {}, {});
  }
}

/** What is known as the span starts. */
export interface PackStartValues {
  /** How many packets are in the order. */
  readonly items: number;
}

/** What is known as the span ends. */
export interface PackEndValues {
  /** The box that the order fits into. */
  readonly box: Box;
}

/** What may be known as the span fails. */
export interface PackPartValues {
  /** The box that the order fits into. */
  readonly box?: Box | undefined;
}

/**
 * The box for an order is chosen.
 *
 * Emits span delivery.pack (span.delivery.pack@1).
 * Records histogram delivery.pack.duration (metric.delivery.pack.duration@1).
 */
export class Pack extends SpanCall {
  static readonly #what = {
    signal: "span.delivery.pack",
    contract: "span.delivery.pack@1",
    name: "delivery.pack",
    kind: SpanKind.SERVER,
    attributes: ["delivery.items", "delivery.box"],
  } as const;

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(values: PackStartValues, parent: Context = contexts.active()): Pack {
    return new Pack(Pack.#what, { "delivery.items": values.items }, parent);
  }

  /** Runs a body, async or not, with the span as the current one. A body that throws fails it; one that says nothing abandons it. */
  static run<T>(values: PackStartValues, body: (call: Pack) => T, parent: Context = contexts.active()): T {
    return running(Pack.start(values, parent), body);
  }

  succeed(values: PackEndValues): void {
    this.succeeded({ "delivery.box": values.box }, {});
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown, values: PackPartValues = {}): void {
    this.failed(error, { "delivery.box": values.box }, {});
  }

  protected override record(milliseconds: number): void {
    if (on.has("metric.delivery.pack.duration")) {
      packDurationHistogramInstrument().record(milliseconds / 1000, this.some(["upshot.outcome"]), this.context);
    }
  }
}

/** What is known as the span starts. */
export interface QuoteStartValues {
  /** Where the order goes. */
  readonly country: Country;
  /** How many packets are in the order. */
  readonly items: number;
  /** Which order. Whoever has it can ask for the address. */
  readonly orderId?: Personal<string> | undefined;
}

/** What is known as the span ends. */
export interface QuoteEndValues {
  /** The box that the order fits into. */
  readonly box: Box;
  /** What it costs to send an order. */
  readonly priceEur: number;
}

/** What may be known as the span fails. */
export interface QuotePartValues {
  /** The box that the order fits into. */
  readonly box?: Box | undefined;
  /** What it costs to send an order. */
  readonly priceEur?: number | undefined;
}

/**
 * The Shop asks what it costs to send an order.
 *
 * Emits span delivery.quote (span.delivery.quote@1).
 * Records histogram delivery.quote.duration (metric.delivery.quote.duration@1).
 * Records histogram delivery.quote.price (metric.delivery.quote.price@1).
 * Writes event delivery.quoted (event.delivery.quoted@1).
 */
export class Quote extends SpanCall {
  static readonly #what = {
    signal: "span.delivery.quote",
    contract: "span.delivery.quote@1",
    name: "delivery.quote",
    kind: SpanKind.SERVER,
    attributes: ["delivery.country", "delivery.items", "delivery.box", "delivery.order.id"],
  } as const;

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(values: QuoteStartValues, parent: Context = contexts.active()): Quote {
    return new Quote(Quote.#what, {
      "delivery.country": values.country,
      "delivery.items": values.items,
      "delivery.order.id": hash(values.orderId),
    }, parent);
  }

  /** Runs a body, async or not, with the span as the current one. A body that throws fails it; one that says nothing abandons it. */
  static run<T>(values: QuoteStartValues, body: (call: Quote) => T, parent: Context = contexts.active()): T {
    return running(Quote.start(values, parent), body);
  }

  succeed(values: QuoteEndValues): void {
    this.succeeded({ "delivery.box": values.box }, { "price": values.priceEur });
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown, values: QuotePartValues = {}): void {
    this.failed(error, { "delivery.box": values.box }, { "price": values.priceEur });
  }

  protected override record(milliseconds: number): void {
    if (on.has("metric.delivery.quote.duration")) {
      quoteDurationHistogramInstrument().record(
        milliseconds / 1000,
        this.some(["delivery.country", "upshot.outcome"]),
        this.context,
      );
    }
    const quotePriceGiven = this.amounts.get("price");
    if (on.has("metric.delivery.quote.price") && quotePriceGiven !== undefined) {
      quotePriceHistogramInstrument().record(
        quotePriceGiven,
        this.some(["delivery.country", "delivery.box", "upshot.outcome"]),
        this.context,
      );
    }
    if (on.has("event.delivery.quoted")) {
      write(
        "delivery.quoted",
        "event.delivery.quoted@1",
        "Order {delivery.order.id} goes to {delivery.country} in box {delivery.box}",
        this.some(["delivery.country", "delivery.box", "delivery.order.id", "upshot.outcome"]),
        this.context,
        this.error,
      );
      this.wasTold = true;
    }
  }
}

/** What the metric is broken down by. */
export interface BoxesValues {
  /** The box that the order fits into. */
  readonly box: Box;
}

/**
 * Boxes, by size.
 *
 * Records counter delivery.boxes (metric.delivery.boxes@1).
 */
export const Boxes = {
  add(boxes: number, values: BoxesValues): void {
    if (on.has("metric.delivery.boxes")) {
      boxesCounterInstrument().add(boxes, given({ "delivery.box": values.box }));
    }
  },
};

/** What the event says. */
export interface PackingRefusedValues {
  /** How many packets are in the order. */
  readonly items: number;
}

/**
 * An order fits into no box.
 *
 * Writes event delivery.packing_refused (event.delivery.packing_refused@1).
 */
export const PackingRefused = {
  write(values: PackingRefusedValues, exception?: Error, inside: Context = contexts.active()): void {
    if (on.has("event.delivery.packing_refused")) {
      write(
        "delivery.packing_refused",
        "event.delivery.packing_refused@1",
        "{delivery.items} packets fit into no box",
        given({ "delivery.items": values.items }),
        inside,
        exception,
      );
    }
  },
};
