import { createNoopMeter, metrics, type Meter, type MeterProvider } from "@opentelemetry/api";
import { SCOPE } from "./plan.js";
import { failed } from "./trouble.js";

let metering: MeterProvider | undefined;
let meter: Meter | undefined;

/** The meter of the provider that is set up now; undefined: there is none. The API gives away nothing that finds its provider later. */
function currentMeter(): Meter | undefined {
  const provider = metrics.getMeterProvider();
  if (provider !== metering) {
    metering = provider;
    const found = provider.getMeter(...SCOPE);
    meter = found === createNoopMeter() ? undefined : found;
  }
  return meter;
}

/** An instrument of the current meter; undefined: nobody listens. */
function instrument<T>(name: string, create: (meter: Meter) => T): () => T | undefined {
  let from: Meter | undefined;
  let made: T | undefined;
  return () => {
    try {
      const current = currentMeter();
      if (current !== from) {
        from = current;
        made = current && create(current);
      }
    } catch (error) {
      failed(name, error);
    }
    return made;
  };
}

/** One that fails keeps no other from being recorded. */
function measured(name: string, record: () => void): void {
  try {
    record();
  } catch (error) {
    failed(name, error);
  }
}

export { currentMeter, instrument, measured };
