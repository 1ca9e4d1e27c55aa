import { context as contexts, SpanStatusCode, trace, type Context, type Span, type SpanKind } from "@opentelemetry/api";
import { tracer } from "./plan.js";
import { on } from "./rollout.js";
import { told } from "./told.js";
import { given, type Given, type Values } from "./values.js";

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

export { running, SpanCall };
