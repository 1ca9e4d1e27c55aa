// Emits known telemetry to OTEL_EXPORTER_OTLP_ENDPOINT over OTEL_EXPORTER_OTLP_PROTOCOL and exits with 0 when all of it was
// acknowledged. Times and ids are fixed where the SDK lets them be, so that what arrives can be compared between protocols.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const packages = { 'http/protobuf': 'proto', 'http/json': 'http', grpc: 'grpc' };
const kind = packages[process.env.OTEL_EXPORTER_OTLP_PROTOCOL];
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${kind}`);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${kind}`);
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${kind}`);

const failures = [];

/** The processors swallow what an exporter answers; this keeps it. */
function watched(exporter) {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      if (result.code !== 0) {
        failures.push(String(result.error));
      }
      done(result);
    });
  return exporter;
}

const resource = resourceFromAttributes({ 'service.name': 'node-shop', 'service.version': '1.0' });
const at = (milliseconds) => [1_700_000_000, milliseconds * 1_000_000];
let next = 0;
const idGenerator = {
  generateTraceId: () => (++next).toString(16).padStart(32, 'a'),
  generateSpanId: () => (++next).toString(16).padStart(16, 'b'),
};

const tracers = new BasicTracerProvider({ resource, idGenerator, spanProcessors: [new BatchSpanProcessor(watched(new OTLPTraceExporter()))] });
const tracer = tracers.getTracer('e2e', '2.0');
const root = tracer.startSpan('POST /checkout', { kind: SpanKind.SERVER, startTime: at(0) }, ROOT_CONTEXT);
const inRoot = trace.setSpan(ROOT_CONTEXT, root);
for (let i = 0; i < 3; i++) {
  const child = tracer.startSpan(
    `step ${i}`,
    {
      kind: SpanKind.CLIENT,
      startTime: at(i * 10),
      attributes: { text: 'grün 🙂 "quoted"', cut: '\ud83d', whole: 42 + i, negative: -7, real: 1.5, yes: true, list: ['a', 'b'], numbers: [1, 2.5] },
      links: [{ context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: TraceFlags.SAMPLED }, attributes: { why: 'batch' } }],
    },
    inRoot,
  );
  child.addEvent('retry', { attempt: i }, at(i * 10 + 1));
  child.end(at(i * 10 + 5));
}
root.setStatus({ code: SpanStatusCode.ERROR, message: 'card declined' });
root.end(at(50));

const meters = new MeterProvider({
  resource,
  views: [
    { instrumentName: 'wait', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    { instrumentName: 'size', aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [10, 100] } } },
  ],
  readers: [
    new PeriodicExportingMetricReader({
      exporter: watched(new OTLPMetricExporter({ temporalityPreference: AggregationTemporality.DELTA })),
      exportIntervalMillis: 3_600_000,
    }),
  ],
});
const meter = meters.getMeter('e2e', '2.0');
meter.createCounter('orders', { unit: '{order}', description: 'Orders placed' }).add(5, { region: 'eu' });
meter.createGauge('queue').record(12.5);
const wait = meter.createHistogram('wait', { unit: 'ms' });
[1, 2, 3, 4, 500].forEach((value) => wait.record(value));
const size = meter.createHistogram('size');
[5, 50, 500].forEach((value) => size.record(value));

const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: watched(new OTLPLogExporter()) })] });
const logger = loggers.getLogger('e2e', '2.0');
logger.emit({
  timestamp: at(7),
  observedTimestamp: at(8),
  severityNumber: SeverityNumber.WARN,
  severityText: 'WARN',
  body: 'low stock',
  attributes: { sku: 'A-1', nested: { deep: [1, 'two', { three: 3 }] }, bytes: new Uint8Array([0, 1, 254, 255]) },
  context: inRoot,
});
logger.emit({ timestamp: at(9), observedTimestamp: at(9), severityNumber: SeverityNumber.INFO, body: { map: { ok: true } } });

for (const provider of [tracers, meters, loggers]) {
  try {
    await provider.forceFlush();
    await provider.shutdown();
  } catch (error) {
    failures.push(String(error));
  }
}
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exit(1);
}
