// Uses the module generated from test/polyglot/hostile, and sends it to OTEL_EXPORTER_OTLP_ENDPOINT.
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import * as hostile from "./class.js";

// What spans say of exceptions before it leaves the process.
const told: unknown[] = [];
const watching = {
  onStart(): void {},
  onEnd(span: ReadableSpan): void {
    told.push(...span.events.map((event) => event.attributes));
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const tracers = new BasicTracerProvider({ resource: resourceFromAttributes({ "service.name": "hostile" }), spanProcessors: [watching, new BatchSpanProcessor(new OTLPTraceExporter())] });
trace.setGlobalTracerProvider(tracers);
for (const none of Object.values(hostile.None)) {
  using call = hostile.Error_.start({ none, self: "me" });
  call.succeed({ returnMicroseconds: 5, whileBytes: 3 });
}
hostile.Error_.run(
  {
    none: hostile.None.None,
    self: "all",
    cls: "c",
    parent: 1,
    lambda: [1.5],
    from: [1, 2],
    constructor_: "made",
    values: [true, false],
    str: new hostile.Personal("ada"),
    arguments: new hostile.Personal(7),
    int: new hostile.Secret(["a", "b"]),
  },
  (call) => call.succeed({ error: "late", returnMicroseconds: 5, whileBytes: 3 }),
);
hostile.Promise_.run((call) => call.succeed());
try {
  hostile.Promise_.run(() => {
    throw new RangeError("Ada is not at home.");
  });
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
}
// The plan classes messages of exceptions.
const classed = [{ "exception.type": "RangeError", "exception.message": "***", "exception.stacktrace": "***" }];
if (JSON.stringify(told) !== JSON.stringify(classed)) throw new Error(JSON.stringify(told));
try {
  hostile.Map_.run({ values: [] }, () => {
    throw "Ada is not at home.";
  });
} catch (error) {
  if (error !== "Ada is not at home.") throw error;
}
hostile.Str.add(undefined, { values: [true] });
hostile.Personal_.record(2);
hostile.Date_.write();
hostile.With.write({ none: hostile.None.Name });
hostile.Values_.write({ from: [1] });
await tracers.shutdown();
