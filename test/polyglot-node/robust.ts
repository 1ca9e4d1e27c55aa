// What telemetry does with values of wrong types, cancellation, generators, values that are set on the way, and metrics that are read. It answers on
// standard output; what nobody may be told stands in no answer.
import { context, metrics, trace, type Span } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import * as tea from "./tea.js";

// As code that no compiler has checked calls it.
type Anything = (...values: unknown[]) => { succeed(values?: unknown): void; fail(error: unknown, values?: unknown): void; span: Span };
const start = tea.Brew.start as Anything;

const warned: string[] = [];
console.warn = (text: string): void => void warned.push(text);

// Nobody listens: a call does nothing, and takes no value.
let looks = 0;
const looked = { get kind(): string { looks++; return "green"; } };
start(looked).succeed(looked);
(tea.Cups.add as unknown as Anything)(1, looked);
tea.Closed.write({ from: "Uji" });
const asked = looks;
// Observed before there is anybody to tell.
const stop = tea.Guests.observe(() => 7);

let isBroken = false;
const breaking: SpanProcessor = {
  onStart: () => {
    if (isBroken) throw new Error("broken");
  },
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const spans = new InMemorySpanExporter();
const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const records = new InMemoryLogRecordExporter();
const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans), breaking] }));
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: records })] }));
tea.configure({ redactionKey: "test key" });

// Values of wrong types are left out; a bare personal value is treated as one.
const wrong = start({ kind: "oolong", from: 7, guestEmail: "ada@example.com", guestSips: "many", notes: [1, "smoke"], recipeToken: "sesame", guestName: "Ada" });
wrong.succeed({ strength: Number.NaN, isHot: "yes", cups: 2.5, waterMl: -1, billEur: "9" });
start(undefined).fail(Symbol("no water"), null);
start({ kind: "green", get from(): string { throw new TypeError("Ada"); }, notes: ["half \ud800"] }).succeed({ strength: 1n, cups: 2n, waterMl: 1, billEur: 1 });
(tea.Cups.add as unknown as Anything)(-1, { kind: "green" });
(tea.Cups.add as unknown as Anything)("many", { kind: "green" });
(tea.Closed.write as unknown as Anything)(null, "no error");

// Set on the way, in the span, its metrics and its event.
{
  using brew = tea.Brew.start({ kind: tea.Kind.Green });
  brew.set({ kind: tea.Kind.EarlGrey, from: "Assam", strength: 0.5, cups: 4, guestEmail: new tea.Personal("ada@example.com") });
  brew.span.addEvent("stirred");
  brew.succeed({ strength: 0.75, cups: 5, waterMl: 10, billEur: 2 });
  brew.set({ from: "too late" });
}
{
  // What was set stays where the end says nothing.
  using brew = tea.Brew.start({ kind: tea.Kind.EarlGrey });
  brew.set({ strength: 0.25, cups: 9 });
}

// Cancelled is abandoned, whichever way it is said.
const aborted = new AbortController();
aborted.abort();
await tea.Pour.run(async () => aborted.signal.throwIfAborted()).catch(() => undefined);
// What is awaited and begins only then does its work inside.
const lazy = { then: (done: (inside: boolean) => void): void => done(trace.getActiveSpan() !== undefined) };
const inside = await tea.Pour.run(() => lazy as unknown as Promise<boolean>);

// Generators are measured until their last step, with the span current while they run and not while their caller does.
const steps = tea.Pour.run(function* (pour) {
  const isCurrent = trace.getActiveSpan() === pour.span;
  yield 1;
  yield 2;
  pour.succeed();
  return isCurrent;
});
const finishedBefore = spans.getFinishedSpans().length;
const first = steps.next().value;
const outsideOfIt = trace.getActiveSpan() === undefined;
const stillRuns = spans.getFinishedSpans().length === finishedBefore;
const others: unknown[] = [];
for (let step = steps.next(); ; step = steps.next()) {
  others.push(step.value);
  if (step.done === true) break;
}
for (const _ of tea.Pour.run(function* () { yield 1; yield 2; })) break;
const later: number[] = [];
for await (const value of tea.Pour.run(async function* (pour) { yield 1; await Promise.resolve(); yield 2; pour.succeed(); })) later.push(value);
await (async (): Promise<void> => {
  for await (const _ of tea.Pour.run(async function* () { yield 1; throw new RangeError("no cups"); })) continue;
})().catch(() => undefined);

// Metrics that are read: two add up, one that fails or answers nonsense is left out.
const ended = tea.Cups.observe(() => [tea.Cups.reading(2, { kind: tea.Kind.Green })]);
tea.Cups.observe(() => [tea.Cups.reading(3, { kind: tea.Kind.Green }), tea.Cups.reading(Number.NaN, { kind: tea.Kind.None })]);
tea.Cups.observe(() => { throw new Error("no cupboard"); });
tea.KettleTemperature.observe(() => 96.5);
await new Promise((resolve) => setTimeout(resolve, 1100));
await reader.forceFlush();
const read = collected();
ended();
stop();
points.reset();
await reader.forceFlush();
const readAfter = collected();

// What throws while it sets up, takes or ends a span keeps no request from being answered.
isBroken = true;
const survived = tea.Pour.run((pour) => { pour.succeed(); return "tea"; });

console.log(JSON.stringify({
  asked, inside, first, outsideOfIt, stillRuns, others, later, read, readAfter, survived, warned: warned.length,
  spans: spans.getFinishedSpans().map((span) => ({ name: span.name, attributes: span.attributes, events: span.events.map((event) => event.name) })),
  records: records.getFinishedLogRecords().map((record) => ({ name: record.eventName, body: record.body, attributes: record.attributes })),
  left: tea.leftOut(),
  plan: tea.PLAN,
}));
process.exit(0);

function collected(): Record<string, unknown> {
  const all = points.getMetrics().at(-1)?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return Object.fromEntries(all.map((metric) => [metric.descriptor.name, metric.dataPoints.map((point) => [point.attributes["tea.kind"] ?? "", typeof point.value === "number" ? point.value : point.value.count])]));
}
