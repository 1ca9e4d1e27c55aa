// Telemetry of Delivery, written by `upshot generate` from plan 29bfe4ecf08b.
// Do not edit it: change the plan and generate again. Needs TypeScript 5.2 or later and @opentelemetry/api 1.9 or later.
/// <reference lib="esnext.disposable" />
import {
  context as contexts,
  createNoopMeter,
  metrics,
  INVALID_SPAN_CONTEXT,
  ProxyTracerProvider,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Meter,
  type MeterProvider,
  type Observable,
  type ObservableResult,
  type Span,
} from "@opentelemetry/api";
import { logs, SeverityNumber } from "@opentelemetry/api-logs";

export const PLAN_DIGEST = "29bfe4ecf08b";
export const SCHEMA_URL = "https://upshot.dev/schemas/delivery/29bfe4ecf08b";

/** What the plan says, as data. */
export const PLAN = {
  format: 1,
  product: "Delivery",
  digest: PLAN_DIGEST,
  scope: "delivery",
  schemaUrl: SCHEMA_URL,
  /** Probability with which a trace is kept. */
  sampling: 1,
  /** Spans on a journey: without them a promise cannot be judged. */
  critical: ["span.delivery.ask_packing", "span.delivery.pack"],
  /** Each signal: kind, name, contract, stage in the plan, share of the processes that emit it while it is a canary. */
  signals: {
    "event.delivery.packing_refused": { kind: "event", name: "delivery.packing_refused", contract: "event.delivery.packing_refused@1", stage: "on", share: 0.1 },
    "event.delivery.quoted": { kind: "event", name: "delivery.quoted", contract: "event.delivery.quoted@1", stage: "on", share: 0.1 },
    "metric.delivery.boxes": { kind: "metric", name: "delivery.boxes", contract: "metric.delivery.boxes@1", stage: "on", share: 0.1 },
    "metric.delivery.pack.duration": { kind: "metric", name: "delivery.pack.duration", contract: "metric.delivery.pack.duration@1", stage: "on", share: 0.1 },
    "metric.delivery.quote.duration": { kind: "metric", name: "delivery.quote.duration", contract: "metric.delivery.quote.duration@1", stage: "on", share: 0.1 },
    "metric.delivery.quote.price": { kind: "metric", name: "delivery.quote.price", contract: "metric.delivery.quote.price@1", stage: "on", share: 0.1 },
    "span.delivery.ask_packing": { kind: "span", name: "delivery.ask_packing", contract: "span.delivery.ask_packing@1", stage: "on", share: 0.1 },
    "span.delivery.pack": { kind: "span", name: "delivery.pack", contract: "span.delivery.pack@1", stage: "on", share: 0.1 },
    "span.delivery.quote": { kind: "span", name: "delivery.quote", contract: "span.delivery.quote@1", stage: "on", share: 0.1 },
  },
  /** What becomes of personal and secret values. */
  redact: {
    "delivery.order.id": "hash",
  },
} as const;

declare const console: { warn(text: string): void };

/** What telemetry could not take: its attribute, metric or call, why, and how often. */
export type LeftOut = { readonly name: string; readonly why: string; readonly count: number };

// Names come from code, so there are few of them; the limit is for code that makes them up.
const MOST_LEFT_OUT = 1000;
const countsOfLeftOut = new Map<string, LeftOut>();

/** How often what was left out since the process began. A mistake in telemetry is no reason for a request to fail. */
export function leftOut(): readonly LeftOut[] {
  return [...countsOfLeftOut.values()];
}

/** Counts what is left out, and warns of it the first time. */
function leaveOut(name: string, why: string): void {
  const key = `${name}\n${why}`;
  const known = countsOfLeftOut.get(key);
  if (known === undefined && countsOfLeftOut.size >= MOST_LEFT_OUT) {
    return;
  }
  countsOfLeftOut.set(key, { name, why, count: (known?.count ?? 0) + 1 });
  if (known === undefined) {
    try {
      console.warn(`Telemetry left out ${name}: ${why}. This is said once; leftOut() of the module counts it.`);
    } catch {
      // Nobody to tell.
    }
  }
}

/** The same for an error that telemetry itself ran into. */
function failed(name: string, error: unknown): void {
  leaveOut(name, `${errorType(error)} was thrown`);
}

function errorType(error: unknown): string {
  return error instanceof Error ? String(error.name) : typeof error;
}

type Stage = { readonly stage: string; readonly share: number };

// Declared here, so that neither the types of Node.js nor those of browsers are needed.
type AnswerPart = { done: boolean; value?: Uint8Array | undefined };
declare function fetch(url: string, init: { headers: Record<string, string>; redirect: "error"; signal: unknown }): Promise<{
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  body: { getReader(): { read(): Promise<AnswerPart>; cancel(): Promise<void> } } | null;
}>;
declare const AbortSignal: { timeout(milliseconds: number): unknown };
declare function setTimeout(call: () => void, milliseconds: number): unknown;
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes?: Uint8Array, options?: { stream: boolean }): string };

const MOST_BYTES = 2 ** 20;
const MOST_MILLISECONDS = 10_000;

let instance = "";
const PLANNED: ReadonlyMap<string, Stage> = new Map(Object.entries(PLAN.signals));
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
      // A server sends nobody elsewhere: whoever does would be given the token.
      const asked = { headers: { ...settings.headers, ...tag }, redirect: "error", signal: AbortSignal.timeout(MOST_MILLISECONDS) } as const;
      const answer = await fetch(`${server.replace(/\/+$/, "")}/api/v1/rollout`, asked);
      const said = answer.ok ? await limited(answer.body?.getReader()) : "";
      isSense = answer.status === 304 || (answer.ok && !isOver && applyRollout(JSON.parse(said)));
      if (isSense && answer.ok) {
        const changed = answer.headers.get("etag");
        tag = changed === null ? {} : { "if-none-match": changed };
      }
    } catch {
      // Away, too slow, too large, or no JSON.
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

/** The text of an answer, as far as one that makes sense is long. */
async function limited(reader: { read(): Promise<AnswerPart>; cancel(): Promise<void> } | undefined): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > MOST_BYTES) {
      await reader?.cancel();
      return "";
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
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

/** What the plan declares a value to be. `take` answers with what is emitted; undefined: it is of another type. */
type DeclaredValue = { readonly wanted: string; readonly take: (value: unknown) => Value | undefined };

/** A property that a call takes, the attribute or metric that it becomes, what the plan declares it to be, and whether it wants one. */
type TakenValue = readonly [property: string, name: string, declared: DeclaredValue, isRequired: boolean];

/** The values that are what the plan declares; the others are left out. Whatever they turn out to be, the application goes on. */
function taken(parameters: readonly TakenValue[], given: unknown, isDemanding: boolean): Values {
  const into = Object.create(null) as Values;
  for (const [property, name, kind, isRequired] of parameters) {
    try {
      const value = (given as Record<string, unknown> | null | undefined)?.[property] ?? undefined;
      const emitted = value === undefined ? undefined : kind.take(value);
      if (emitted !== undefined) {
        into[name] = emitted;
      } else if (value !== undefined || (isRequired && isDemanding)) {
        // A value's own words are not repeated: they may be anybody's.
        leaveOut(name, `the plan wants ${kind.wanted}, and ${value === undefined ? "nothing" : `a value of type ${typeof value}`} was given`);
      }
    } catch (error) {
      failed(name, error);
    }
  }
  return into;
}

/** Half a character cannot be sent. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

const declaredSingle = {
  text: { wanted: "text", take: (value: unknown) => (typeof value === "string" ? whole(value) : undefined) },
  integer: { wanted: "a whole number of 64 bits", take: integer },
  number: { wanted: "a finite number", take: (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined) },
  boolean: { wanted: "true or false", take: (value: unknown) => (typeof value === "boolean" ? value : undefined) },
};
const declared = {
  ...declaredSingle,
  texts: listOf(declaredSingle.text, "a list of texts"),
  integers: listOf(declaredSingle.integer, "a list of whole numbers"),
  numbers: listOf(declaredSingle.number, "a list of finite numbers"),
  booleans: listOf(declaredSingle.boolean, "a list of true and false"),
  memberOf,
  notBelowZero,
};

/** One of the values that are allowed. */
function memberOf(name: string, allowed: Readonly<Record<string, Value>>): DeclaredValue {
  const all = new Set<unknown>(Object.values(allowed));
  return { wanted: `a value of ${name}`, take: (value) => (all.has(value) ? (value as Value) : undefined) };
}

/** Of counters and histograms, which take nothing below zero. */
function notBelowZero(one: DeclaredValue): DeclaredValue {
  const take = (value: unknown): Value | undefined => {
    const found = one.take(value);
    return typeof found === "number" && found >= 0 ? found : undefined;
  };
  return { wanted: `${one.wanted}, not below zero`, take };
}

function listOf(one: DeclaredValue, wanted: string): DeclaredValue {
  const take = (value: unknown): Value | undefined => {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
      return undefined;
    }
    const items = Array.from(value as ArrayLike<unknown>, one.take);
    return items.includes(undefined) ? undefined : (items as Value);
  };
  return { wanted, take };
}

function integer(value: unknown): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= -(2 ** 63) && number < 2 ** 63 ? number : undefined;
}

const SCOPE = ["delivery", "1", { schemaUrl: SCHEMA_URL }] as const;

class Classified<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** @internal Only for redaction. A bare value is treated as if it said what it is. */
  static open(value: unknown): unknown {
    return value instanceof Classified ? value.#value : value;
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

function hashed(one: DeclaredValue): DeclaredValue {
  const take = (value: unknown): string | undefined => {
    const plain = one.take(Classified.open(value));
    return plain === undefined ? undefined : hex(hmac(key(), String(plain))).slice(0, 32);
  };
  return { wanted: one.wanted, take };
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

let metering: MeterProvider | undefined;
let meter: Meter | undefined;

/** The meter of the provider that is set up now; undefined: there is none. The API gives away nothing that finds its provider later. */
function currentMeter(): Meter | undefined {
  const provider = metrics.getMeterProvider();
  if (provider !== metering) {
    metering = provider;
    const found = provider.getMeter(...SCOPE);
    meter = found === createNoopMeter() ? undefined : found;
  }
  return meter;
}

/** An instrument of the current meter; undefined: nobody listens. */
function instrument<T>(name: string, create: (meter: Meter) => T): () => T | undefined {
  let from: Meter | undefined;
  let made: T | undefined;
  return () => {
    try {
      const current = currentMeter();
      if (current !== from) {
        from = current;
        made = current && create(current);
      }
    } catch (error) {
      failed(name, error);
    }
    return made;
  };
}

/** One that fails keeps no other from being recorded. */
function measured(name: string, record: () => void): void {
  try {
    record();
  } catch (error) {
    failed(name, error);
  }
}

/** Of a metric by itself: nothing where its amount was left out. */
function measuredAmount(record: (amount: number, attributes: Values) => void, name: string, amounts: Values, attributes: Values): void {
  const amount: Value | undefined = amounts[name];
  if (amount !== undefined) {
    measured(name, () => record(amount as number, attributes));
  }
}

declare function setTimeout(call: () => void, milliseconds: number): unknown;

/** What was read, and what it is broken down by; a value that the plan does not allow is missing. */
type ObservedReading = readonly [value: number | undefined, attributes: Values];

const MILLISECONDS_UNTIL_THE_NEXT_LOOK = 1000;

/**
 * A metric that is read whenever metrics are collected. Everybody who observes it is asked, and what has the same attributes is added, except for
 * a gauge, of which the last one counts. While nobody observes there is no such instrument, so that the same metric may be counted by hand instead.
 */
function observed(signal: string, name: string, isGauge: boolean, create: (meter: Meter) => Observable): (read: () => Iterable<ObservedReading>) => () => void {
  const readers = new Set<() => Iterable<ObservedReading>>();
  let from: Meter | undefined;
  let isLooking = false;
  const collect = (result: ObservableResult): void => {
    const found = new Map<string, [number, Values]>();
    for (const read of on.has(signal) ? readers : []) {
      try {
        for (const [value, attributes] of read()) {
          if (value !== undefined) {
            const key = JSON.stringify(Object.entries(attributes).sort());
            found.set(key, [isGauge ? value : value + (found.get(key)?.[0] ?? 0), attributes]);
          }
        }
      } catch (error) {
        failed(name, error);
      }
    }
    for (const [value, attributes] of found.values()) {
      result.observe(value, attributes);
    }
  };
  // The API does not tell when a provider is set up.
  const look = (): void => {
    isLooking = false;
    try {
      const current = currentMeter();
      if (current === undefined) {
        const timer = setTimeout(look, MILLISECONDS_UNTIL_THE_NEXT_LOOK);
        (timer as { unref?: () => void }).unref?.();
        isLooking = true;
      } else if (current !== from) {
        from = current;
        create(current).addCallback(collect);
      }
    } catch (error) {
      failed(name, error);
    }
  };
  return (read) => {
    const reader = (): Iterable<ObservedReading> => read();
    readers.add(reader);
    if (!isLooking) {
      look();
    }
    return () => void readers.delete(reader);
  };
}

function observedReading(value: Value | undefined, attributes: Values = {}): ObservedReading {
  return [value as number | undefined, attributes];
}

const tracer = trace.getTracerProvider().getTracer(...SCOPE);
const logger = logs.getLogger(...SCOPE);
const isLogged = (): boolean => (logger as { enabled?: () => boolean }).enabled?.() !== false;
const boxesCounterInstrument = instrument("delivery.boxes", (meter) =>
  meter.createCounter("delivery.boxes", { unit: "{box}", description: "Boxes, by size." }),
);
const packDurationHistogramInstrument = instrument("delivery.pack.duration", (meter) =>
  meter.createHistogram("delivery.pack.duration", {
    unit: "s",
    description: "How long it takes to choose a box.",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  }),
);
const quoteDurationHistogramInstrument = instrument("delivery.quote.duration", (meter) =>
  meter.createHistogram("delivery.quote.duration", {
    unit: "s",
    description: "How long a quote takes.",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  }),
);
const quotePriceHistogramInstrument = instrument("delivery.quote.price", (meter) =>
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

/** Whether it was written. */
function write(name: string, contract: string, message: string, values: Values, inside: Context, error: unknown): boolean {
  const isFailure = values["upshot.outcome"] === "failure";
  const thrown = error instanceof Error ? error : undefined;
  try {
    logger.emit({
      eventName: name,
      timestamp: Date.now(),
      severityNumber: isFailure ? SeverityNumber.ERROR : SeverityNumber.INFO,
      severityText: isFailure ? "ERROR" : "INFO",
      body: told(message, values),
      attributes: {
        ...values,
        "upshot.signal": contract,
        ...(thrown && { "exception.type": thrown.name, "exception.message": thrown.message, "exception.stacktrace": thrown.stack ?? "" }),
      },
      context: inside,
    });
    return true;
  } catch (trouble) {
    failed(name, trouble);
    return false;
  }
}

const NO_TRACERS = new ProxyTracerProvider().getDelegate();

/** Whether the application has set up what spans go to. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== NO_TRACERS;
}

/** Whether anybody listens to spans, or to what they record and write. */
const isHeard = (): boolean => isTraced() || currentMeter() !== undefined || isLogged();

declare const performance: { now(): number };
type Outcome = "success" | "failure" | "abandoned";

/** What the plan says of a span. */
type SpanDescription = {
  readonly signal: string;
  readonly contract: string;
  readonly name: string;
  readonly naming?: string;
  readonly kind: SpanKind;
  readonly attributes: readonly string[];
  readonly start: readonly TakenValue[];
  readonly set: readonly TakenValue[];
  readonly end: readonly TakenValue[];
  readonly amounts: readonly TakenValue[];
};

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const NO_VALUES = Object.freeze(Object.create(null) as Values);

/**
 * One run of what a span describes. It ends with succeed or fail, or else as abandoned; nothing happens after the end, and nothing at all while nobody
 * listens.
 */
abstract class SpanCall {
  /** The context of the span, for work that belongs to it. */
  readonly context: Context;
  /** OpenTelemetry's own span, for links and what else the plan does not know of. */
  readonly span: Span;
  protected readonly values: Values;
  #amounts = NO_VALUES;
  /** What was thrown. */
  protected error: Error | undefined;
  /** Whether the event of the span has told what was thrown. */
  protected wasTold = false;
  readonly #what: SpanDescription;
  readonly #started = performance.now();
  #isEnded = false;

  protected constructor(what: SpanDescription, given: unknown, parent: Context) {
    this.#what = what;
    this.context = parent;
    this.span = NO_SPAN;
    this.values = NO_VALUES;
    if (!isHeard()) {
      this.#isEnded = true;
      return;
    }
    this.values = taken(what.start, given, true);
    if (on.has(what.signal)) {
      try {
        const attributes = { ...some(this.values, what.attributes), "upshot.signal": what.contract };
        this.span = tracer.startSpan(what.naming === undefined ? what.name : told(what.naming, this.values), { kind: what.kind, attributes }, parent);
        this.context = trace.setSpan(parent, this.span);
      } catch (error) {
        failed(what.signal, error);
      }
    }
  }

  /** Does some work with the span as the current one. */
  with<T>(work: () => T): T {
    return contexts.with(this.context, work);
  }

  [Symbol.dispose](): void {
    this.#end("abandoned", {});
  }

  protected changed(given: unknown): void {
    if (!this.#isEnded) {
      this.#take(taken(this.#what.set, given, false));
    }
  }

  protected succeeded(given: unknown): void {
    if (!this.#isEnded) {
      this.#amounts = taken(this.#what.amounts, given, true);
      this.#end("success", taken(this.#what.end, given, true));
    }
  }

  protected failed(error: unknown, given: unknown): void {
    if (!this.#isEnded) {
      this.error = error instanceof Error ? error : undefined;
      this.#amounts = taken(this.#what.amounts, given, false);
      this.#end("failure", { ...taken(this.#what.end, given, false), "error.type": typeof error === "string" ? whole(error) : errorType(error) });
    }
  }

  /** The values of these names, as far as they were given. */
  protected some(names: readonly string[]): Values {
    return some(this.values, names);
  }

  /** An amount that was given. */
  protected amount(metric: string): number | undefined {
    return this.#amounts[metric] as number | undefined;
  }

  /** Records metrics and writes the event. */
  protected record(_milliseconds: number): void {}

  #take(values: Values): void {
    Object.assign(this.values, values);
    try {
      this.span.setAttributes(some(values, [...this.#what.attributes, "upshot.outcome", "error.type"]));
    } catch (error) {
      failed(this.#what.signal, error);
    }
  }

  #end(outcome: Outcome, values: Values): void {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    const milliseconds = performance.now() - this.#started;
    this.#take({ ...values, "upshot.outcome": outcome });
    try {
      if (outcome === "failure") {
        this.span.setStatus({ code: SpanStatusCode.ERROR });
      }
      this.record(milliseconds);
      if (this.error !== undefined && !this.wasTold) {
        this.span.recordException(this.error);
      }
    } catch (error) {
      failed(this.#what.signal, error);
    }
    try {
      this.span.end();
    } catch (error) {
      failed(this.#what.signal, error);
    }
  }
}

/** Of values by name those that something carries. */
function some(values: Values, names: readonly string[]): Values {
  const found = Object.create(null) as Values;
  for (const name of names) {
    const value = values[name];
    if (value !== undefined) {
      found[name] = value;
    }
  }
  return found;
}

type RunningCall = SpanCall & { fail(error: unknown): void };

/**
 * Runs a body with the span as the current one; ends it when the body is done: when it returns, when what it returns to await is settled, and when a
 * generator that it returns has made its last step.
 */
function running<C extends RunningCall, T>(call: C, body: (call: C) => T): T {
  try {
    const result = call.with(() => body(call));
    switch (unfinished(result)) {
      case "promise":
        return awaited(call, result as PromiseLike<unknown>) as T;
      case "generator":
        return stepped(call, result as Generator) as T;
      case "async generator":
        return steppedAsync(call, result as AsyncGenerator) as T;
      default:
        call[Symbol.dispose]();
        return result;
    }
  } catch (error) {
    left(call, error);
    throw error;
  }
}

function awaited(call: RunningCall, result: PromiseLike<unknown>): PromiseLike<unknown> {
  // What begins only when somebody waits for it does its work inside too.
  return call.with(() =>
    result.then(
      (value) => {
        call[Symbol.dispose]();
        return value;
      },
      (error: unknown) => {
        left(call, error);
        throw error;
      },
    ),
  );
}

/** The span is current while the generator runs, not while its caller does. Who closes it early abandons it. */
function stepped(call: RunningCall, inner: Generator): Generator {
  const step = (move: () => IteratorResult<unknown>): IteratorResult<unknown> => {
    try {
      const result = call.with(move);
      if (result.done === true) {
        call[Symbol.dispose]();
      }
      return result;
    } catch (error) {
      left(call, error);
      throw error;
    }
  };
  return outside(inner, {
    next: (value?: unknown) => step(() => inner.next(value)),
    return: (value?: unknown) => step(() => inner.return(value)),
    throw: (error: unknown) => step(() => inner.throw(error)),
  });
}

function steppedAsync(call: RunningCall, inner: AsyncGenerator): AsyncGenerator {
  const step = async (move: () => Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> => {
    try {
      const result = await call.with(move);
      if (result.done === true) {
        call[Symbol.dispose]();
      }
      return result;
    } catch (error) {
      left(call, error);
      throw error;
    }
  };
  return outside(inner, {
    next: (value?: unknown) => step(() => inner.next(value)),
    return: (value?: unknown) => step(() => inner.return(value)),
    throw: (error: unknown) => step(() => inner.throw(error)),
  });
}

/** What is a generator too, with steps of its own. */
function outside<G extends object>(inner: G, steps: object): G {
  return Object.assign(Object.create(Object.getPrototypeOf(inner) as object) as G, steps);
}

function unfinished(result: unknown): "promise" | "generator" | "async generator" | undefined {
  if (typeof result !== "object" || result === null) {
    return undefined;
  }
  try {
    if ("then" in result && typeof result.then === "function") {
      return "promise";
    }
    const kind = Object.prototype.toString.call(result);
    return kind === "[object Generator]" ? "generator" : kind === "[object AsyncGenerator]" ? "async generator" : undefined;
  } catch {
    // It answers questions with errors; whoever asked for it may find out.
    return undefined;
  }
}

/** Ends it as what left the body says: somebody stopped waiting, which is neither success nor failure, or something failed. */
function left(call: RunningCall, error: unknown): void {
  if (isCancelled(error)) {
    call[Symbol.dispose]();
  } else {
    // Text that was thrown is a message, and no sort of failure.
    call.fail(error instanceof Error ? error : typeof error);
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "CanceledError" || (error as { code?: unknown }).code === "ABORT_ERR");
}

/**
 * Shipping asks packing for the box.
 *
 * Emits span delivery.ask_packing (span.delivery.ask_packing@1).
 */
export class AskPacking extends SpanCall {
  static readonly #what: SpanDescription = {
    signal: "span.delivery.ask_packing",
    contract: "span.delivery.ask_packing@1",
    name: "delivery.ask_packing",
    kind: SpanKind.CLIENT,
    attributes: [],
    start: [],
    set: [],
    end: [],
    amounts: [],
  };

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(parent: Context = contexts.active()): AskPacking {
    return new AskPacking(AskPacking.#what, undefined, parent);
  }

  /**
   * Runs a body, async or not, with the span as the current one; a generator until its last step. A body that throws fails it; one that says
   * nothing, or is cancelled, abandons it.
   */
  static run<T>(body: (call: AskPacking) => T, parent: Context = contexts.active()): T {
    return running(AskPacking.start(parent), body);
  }

  succeed(): void {
    this.succeeded(undefined);
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown): void {
    this.failed(error, undefined);
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

/** What becomes known, or changes, while the span runs. */
export interface PackSetValues {
  /** How many packets are in the order. */
  readonly items?: number | undefined;
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
  static readonly #what: SpanDescription = {
    signal: "span.delivery.pack",
    contract: "span.delivery.pack@1",
    name: "delivery.pack",
    kind: SpanKind.SERVER,
    attributes: ["delivery.items", "delivery.box"],
    start: [["items", "delivery.items", declared.integer, true]],
    set: [
      ["items", "delivery.items", declared.integer, true],
      ["box", "delivery.box", declared.memberOf("Box", Box), true],
    ],
    end: [["box", "delivery.box", declared.memberOf("Box", Box), true]],
    amounts: [],
  };

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(values: PackStartValues, parent: Context = contexts.active()): Pack {
    return new Pack(Pack.#what, values, parent);
  }

  /**
   * Runs a body, async or not, with the span as the current one; a generator until its last step. A body that throws fails it; one that says
   * nothing, or is cancelled, abandons it.
   */
  static run<T>(values: PackStartValues, body: (call: Pack) => T, parent: Context = contexts.active()): T {
    return running(Pack.start(values, parent), body);
  }

  /** Values that become known, or change, while it runs. */
  set(values: PackSetValues): void {
    this.changed(values);
  }

  succeed(values: PackEndValues): void {
    this.succeeded(values);
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown, values: PackPartValues = {}): void {
    this.failed(error, values);
  }

  protected override record(milliseconds: number): void {
    if (on.has("metric.delivery.pack.duration")) {
      measured("delivery.pack.duration", () => packDurationHistogramInstrument()?.record(
        milliseconds / 1000,
        this.some(["upshot.outcome"]),
        this.context,
      ));
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

/** What becomes known, or changes, while the span runs. */
export interface QuoteSetValues {
  /** Where the order goes. */
  readonly country?: Country | undefined;
  /** How many packets are in the order. */
  readonly items?: number | undefined;
  /** Which order. Whoever has it can ask for the address. */
  readonly orderId?: Personal<string> | undefined;
  /** The box that the order fits into. */
  readonly box?: Box | undefined;
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
  static readonly #what: SpanDescription = {
    signal: "span.delivery.quote",
    contract: "span.delivery.quote@1",
    name: "delivery.quote",
    kind: SpanKind.SERVER,
    attributes: ["delivery.country", "delivery.items", "delivery.box", "delivery.order.id"],
    start: [
      ["country", "delivery.country", declared.memberOf("Country", Country), true],
      ["items", "delivery.items", declared.integer, true],
      ["orderId", "delivery.order.id", hashed(declared.text), false],
    ],
    set: [
      ["country", "delivery.country", declared.memberOf("Country", Country), true],
      ["items", "delivery.items", declared.integer, true],
      ["orderId", "delivery.order.id", hashed(declared.text), false],
      ["box", "delivery.box", declared.memberOf("Box", Box), true],
    ],
    end: [["box", "delivery.box", declared.memberOf("Box", Box), true]],
    amounts: [["priceEur", "delivery.quote.price", declared.notBelowZero(declared.number), true]],
  };

  /** Starts the span; `using` ends it where nothing else does. It is the current span only inside `with` and `run`. */
  static start(values: QuoteStartValues, parent: Context = contexts.active()): Quote {
    return new Quote(Quote.#what, values, parent);
  }

  /**
   * Runs a body, async or not, with the span as the current one; a generator until its last step. A body that throws fails it; one that says
   * nothing, or is cancelled, abandons it.
   */
  static run<T>(values: QuoteStartValues, body: (call: Quote) => T, parent: Context = contexts.active()): T {
    return running(Quote.start(values, parent), body);
  }

  /** Values that become known, or change, while it runs. */
  set(values: QuoteSetValues): void {
    this.changed(values);
  }

  succeed(values: QuoteEndValues): void {
    this.succeeded(values);
  }

  /** `error` is what was thrown, or a short name of the sort of failure. */
  fail(error: unknown, values: QuotePartValues = {}): void {
    this.failed(error, values);
  }

  protected override record(milliseconds: number): void {
    if (on.has("metric.delivery.quote.duration")) {
      measured("delivery.quote.duration", () => quoteDurationHistogramInstrument()?.record(
        milliseconds / 1000,
        this.some(["delivery.country", "upshot.outcome"]),
        this.context,
      ));
    }
    const quotePriceGiven = this.amount("delivery.quote.price");
    if (on.has("metric.delivery.quote.price") && quotePriceGiven !== undefined) {
      measured("delivery.quote.price", () => quotePriceHistogramInstrument()?.record(
        quotePriceGiven,
        this.some(["delivery.country", "delivery.box", "upshot.outcome"]),
        this.context,
      ));
    }
    if (on.has("event.delivery.quoted")) {
      this.wasTold = write(
        "delivery.quoted",
        "event.delivery.quoted@1",
        "Order {delivery.order.id} goes to {delivery.country} in box {delivery.box}",
        this.some(["delivery.country", "delivery.box", "delivery.order.id", "upshot.outcome"]),
        this.context,
        this.error,
      );
    }
  }
}

/** What the metric is broken down by. */
export interface BoxesValues {
  /** The box that the order fits into. */
  readonly box: Box;
}

const boxesCounterAttributes: readonly TakenValue[] = [["box", "delivery.box", declared.memberOf("Box", Box), true]];
const boxesCounterAmount: readonly TakenValue[] = [["boxes", "delivery.boxes", declared.notBelowZero(declared.integer), true]];
const boxesCounterObserver = observed(
  "metric.delivery.boxes",
  "delivery.boxes",
  false,
  (meter) => meter.createObservableCounter("delivery.boxes", { unit: "{box}", description: "Boxes, by size." }),
);

/**
 * Boxes, by size.
 *
 * Records counter delivery.boxes (metric.delivery.boxes@1).
 */
export const Boxes = {
  add(boxes: number, values: BoxesValues): void {
    const found = on.has("metric.delivery.boxes") ? boxesCounterInstrument() : undefined;
    if (found !== undefined) {
      const amounts = taken(boxesCounterAmount, { "boxes": boxes }, true);
      measuredAmount(found.add.bind(found), "delivery.boxes", amounts, taken(boxesCounterAttributes, values, true));
    }
  },
  /** Reads it whenever metrics are collected; `read` answers with a `reading(…)` for each set of values. Answers with what ends that. */
  observe(read: () => Iterable<ObservedReading>): () => void {
    return boxesCounterObserver(read);
  },
  /** What `observe` answers with. */
  reading(boxes: number, values: BoxesValues): ObservedReading {
    return observedReading(taken(boxesCounterAmount, { "boxes": boxes }, true)["delivery.boxes"], taken(boxesCounterAttributes, values, true));
  },
};

/** What the event says. */
export interface PackingRefusedValues {
  /** How many packets are in the order. */
  readonly items: number;
}

const packingRefusedEventAttributes: readonly TakenValue[] = [["items", "delivery.items", declared.integer, true]];

/**
 * An order fits into no box.
 *
 * Writes event delivery.packing_refused (event.delivery.packing_refused@1).
 */
export const PackingRefused = {
  write(values: PackingRefusedValues, exception?: Error, inside: Context = contexts.active()): void {
    if (on.has("event.delivery.packing_refused") && isLogged()) {
      write(
        "delivery.packing_refused",
        "event.delivery.packing_refused@1",
        "{delivery.items} packets fit into no box",
        taken(packingRefusedEventAttributes, values, true),
        inside,
        exception,
      );
    }
  },
};
