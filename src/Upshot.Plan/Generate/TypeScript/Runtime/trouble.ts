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

export { errorType, failed, leaveOut };
