import { type Meter, type Observable, type ObservableResult } from "@opentelemetry/api";
import { currentMeter } from "./instrument.js";
import { on } from "./rollout.js";
import { failed } from "./trouble.js";
import { type Value, type Values } from "./values.js";

declare function setTimeout(call: () => void, milliseconds: number): unknown;

/** What was read, and what it is broken down by; a value that the plan does not allow is missing. */
type ObservedReading = readonly [value: number | undefined, attributes: Values];

const MILLISECONDS_UNTIL_THE_NEXT_LOOK = 1000;

/**
 * A metric that is read whenever metrics are collected. Everybody who observes it is asked, and what has the same attributes is added, except for
 * a gauge, of which the last one counts. While nobody observes there is no such instrument, so that the same metric may be counted by hand instead.
 */
function observed(signal: string, name: string, isGauge: boolean, create: (meter: Meter) => Observable): (read: () => Iterable<ObservedReading>) => () => void {
  const readers = new Set<() => Iterable<ObservedReading>>();
  let from: Meter | undefined;
  let isLooking = false;
  const collect = (result: ObservableResult): void => {
    const found = new Map<string, [number, Values]>();
    for (const read of on.has(signal) ? readers : []) {
      try {
        for (const [value, attributes] of read()) {
          if (value !== undefined) {
            const key = JSON.stringify(Object.entries(attributes).sort());
            found.set(key, [isGauge ? value : value + (found.get(key)?.[0] ?? 0), attributes]);
          }
        }
      } catch (error) {
        failed(name, error);
      }
    }
    for (const [value, attributes] of found.values()) {
      result.observe(value, attributes);
    }
  };
  // The API does not tell when a provider is set up.
  const look = (): void => {
    isLooking = false;
    try {
      const current = currentMeter();
      if (current === undefined) {
        const timer = setTimeout(look, MILLISECONDS_UNTIL_THE_NEXT_LOOK);
        (timer as { unref?: () => void }).unref?.();
        isLooking = true;
      } else if (current !== from) {
        from = current;
        create(current).addCallback(collect);
      }
    } catch (error) {
      failed(name, error);
    }
  };
  return (read) => {
    const reader = (): Iterable<ObservedReading> => read();
    readers.add(reader);
    if (!isLooking) {
      look();
    }
    return () => void readers.delete(reader);
  };
}

function observedReading(value: Value | undefined, attributes: Values = {}): ObservedReading {
  return [value as number | undefined, attributes];
}

export { observed, type ObservedReading, observedReading };
