import { type SpanCall } from "./span-call.js";

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

export { running };
