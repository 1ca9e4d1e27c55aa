import { context as contexts, INVALID_SPAN_CONTEXT, SpanStatusCode, trace, type Context, type Span, type SpanKind } from "@opentelemetry/api";
import { isHeard, tracer } from "./plan.js";
import { on } from "./rollout.js";
import { told } from "./told.js";
import { errorType, failed } from "./trouble.js";
import { taken, type TakenValue, type Values } from "./values.js";
import { whole } from "./whole.js";

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

export { SpanCall };
