import { ProxyTracerProvider, trace } from "@opentelemetry/api";

const NO_TRACERS = new ProxyTracerProvider().getDelegate();

/** Whether the application has set up what spans go to. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== NO_TRACERS;
}

export { isTraced };
