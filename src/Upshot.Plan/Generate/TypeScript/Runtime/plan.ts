// Stands for what is generated of a plan, so that the files beside it can be compiled as they are. It is in no generated module.
import { trace } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { type Stage } from "./rollout.js";

const SCOPE = ["tea", "1", { schemaUrl: "https://upshot.dev/schemas/tea/0123456789ab" }] as const;
const PLANNED: ReadonlyMap<string, Stage> = new Map([["span.tea.brew", { stage: "on", share: 0.1 }]]);
const tracer = trace.getTracerProvider().getTracer(...SCOPE);
const logger = logs.getLogger(...SCOPE);

export { logger, PLANNED, SCOPE, tracer };
