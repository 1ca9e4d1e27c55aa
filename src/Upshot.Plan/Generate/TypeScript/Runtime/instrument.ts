import { metrics, type Meter, type MeterProvider } from "@opentelemetry/api";
import { SCOPE } from "./plan.js";

/** An instrument of the provider that is set up now: the API gives away nothing that finds its provider later. */
function instrument<T>(create: (meter: Meter) => T): () => T {
  let from: MeterProvider | undefined;
  let made: T | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (made === undefined || provider !== from) {
      from = provider;
      made = create(provider.getMeter(...SCOPE));
    }
    return made;
  };
}

export { instrument };
