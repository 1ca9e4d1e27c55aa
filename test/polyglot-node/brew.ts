// Uses all that the module generated from test/polyglot/plan offers, and sends it to OTEL_EXPORTER_OTLP_ENDPOINT.
import { context, metrics, trace } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
// Before the SDK is set up, as imports are.
import * as tea from "./tea.js";

const resource = resourceFromAttributes({ "service.name": "tea-node", "service.version": "1.0" });
const tracers = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 3_600_000 })] });
const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] });
tea.Guests.add(7);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(tracers);
metrics.setGlobalMeterProvider(meters);
logs.setGlobalLoggerProvider(loggers);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

{
  // No key yet: a new one for each process.
  using unkeyed = tea.Brew.start({ kind: tea.Kind.None, guestEmail: new tea.Personal("ada@example.com") });
  unkeyed.succeed({ strength: 0, cups: 0, waterMl: 0, billEur: 0 });
}

tea.configure({ instanceId: "tea-1", redactionKey: "test key" });

// A body that awaits, a span inside it, and values of every sort.
const said = await tea.Brew.run(
  {
    kind: tea.Kind.EarlGrey,
    from: "Assam",
    guestEmail: new tea.Personal("ada@example.com"),
    guestName: new tea.Personal("Ada Lovelace"),
    guestSips: new tea.Personal([2, 0.00001, 1e21, 0.1]),
    guestIsRegular: new tea.Personal(true),
    recipeToken: new tea.Secret("sesame"),
    notes: ["bergamot", "smoke"],
  },
  async (brew) => {
    await pause();
    await tea.Pour.run(async (pour) => {
      await pause();
      pour.succeed();
    });
    brew.succeed({ strength: 0.75, cups: 3, isHot: true, waterMl: 750, billEur: 9.5 });
    brew.fail(new Error("too late"));
    return "tea";
  },
);

// A body that throws.
let dry: Error | undefined;
try {
  tea.Brew.run({ kind: tea.Kind.Green }, () => {
    throw new TypeError("no water");
  });
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  dry = error;
}
await tea.Brew.run({ kind: tea.Kind.Green }, () => Promise.reject(new RangeError("no cups"))).catch(() => undefined);

// Left without a word; work under it by hand.
{
  using brew = tea.Brew.start({ kind: tea.Kind.Green });
  brew.with(() => tea.Pour.run((pour) => pour.fail("spilled")));
}

tea.Serve.run({ kind: tea.Kind.EarlGrey, cups: 2, isHot: true }, (serve) => serve.succeed());
tea.Cups.add(2, { kind: tea.Kind.Green, from: "Uji" });
tea.Cups.add(3, { kind: tea.Kind.Green, from: "Uji" });
tea.Guests.add(5);
tea.Guests.add(-2);
tea.KettleTemperature.record(96.5);
tea.Steep.record(180);
tea.Closed.write({ from: "Uji" }, dry);

// The switch: off in the plan, a canary, then as a server says.
tea.Hidden.run((hidden) => hidden.succeed());
const before = [tea.isOn("span.tea.hidden"), tea.isOn("span.tea.experiment")];
const canaries = Array.from({ length: 200 }, (_, i) => {
  tea.configure({ instanceId: `instance-${i}` });
  return tea.isOn("span.tea.experiment");
}).filter((isOn) => isOn).length;
tea.applyRollout({ signals: { "span.tea.hidden": { stage: "on" }, "span.tea.pour": { stage: "off" }, "span.tea.unknown": { stage: "on" } } });
tea.Hidden.run((hidden) => {
  tea.Pour.run((pour) => {
    tea.Hidden.run((inner) => inner.succeed());
    pour.succeed();
  });
  hidden.succeed();
});
tea.applyRollout("nonsense");
const after = [tea.isOn("span.tea.hidden"), tea.isOn("span.tea.pour")];

for (const provider of [tracers, meters, loggers]) {
  await provider.forceFlush();
  await provider.shutdown();
}
console.log(JSON.stringify({ said, before, canaries, after, shown: String(new tea.Personal("ada@example.com")), json: JSON.stringify({ a: new tea.Secret("x") }) }));
