// Stands for what is generated of a plan, so that the files beside it can be compiled as they are. It is in no generated module.
import { trace } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { currentMeter } from "./instrument.js";
import { isTraced } from "./traced.js";

const SCOPE = ["tea", "1", { schemaUrl: "https://upshot.dev/schemas/tea/0123456789ab" }] as const;
const PLAN = { signals: { "span.tea.brew": { stage: "on", share: 0.1 } } } as const;
const tracer = trace.getTracerProvider().getTracer(...SCOPE);
const logger = logs.getLogger(...SCOPE);
const isHeard = (): boolean => isTraced() || currentMeter() !== undefined || (logger as { enabled?: () => boolean }).enabled?.() !== false;

export { isHeard, logger, PLAN, SCOPE, tracer };
