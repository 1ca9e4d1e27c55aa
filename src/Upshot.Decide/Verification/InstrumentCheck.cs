namespace Upshot.Decide.Verification;

/// <summary>Whether metrics come from the declared instrument, and spans have the declared kind.</summary>
internal static class InstrumentCheck
{
    public static readonly CheckInfo Info = new("wrong-instrument", "A metric comes from another instrument, or a span has another kind, than declared.", "A gauge that should be a counter has no rate; a client span that is internal is not an edge in any service map.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var metric in seen.Metrics.Where(m => m.Signal is { Instrument.Length: > 0 } && m.Signal.Instrument != m.Item.Instrument))
        {
            yield return new(
                Info.Id,
                metric.At(metric.Item.Name),
                $"The metric {metric.Item.Name} is {Format.A(metric.Item.Instrument.Length > 0 ? metric.Item.Instrument : "summary")}; the plan declares {Format.A(metric.Signal!.Instrument)}.",
                $"Create it as {Format.A(metric.Signal.Instrument)}; if the new kind is wanted, raise the version.")
            {
                Declared = metric.Signal.Location,
            };
        }

        foreach (var span in seen.Spans.Where(s => s.Signal is { SpanKind.Length: > 0 } && s.Signal.SpanKind != s.Item.Kind))
        {
            yield return new(
                Info.Id,
                span.At(span.Item.Name),
                $"The span {span.Item.Name} is of kind {span.Item.Kind}; the plan declares {span.Signal!.SpanKind}.",
                $"Start it with the kind {span.Signal.SpanKind}.")
            {
                Declared = span.Signal.Location,
            };
        }
    }
}
