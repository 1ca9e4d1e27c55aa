using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Defects of one signal as a whole.</summary>
internal static class SignalMutants
{
    private const long Hour = 3_600_000_000_000;
    private static readonly string[] s_kinds = ["internal", "server", "client", "producer", "consumer"];

    public static IEnumerable<Mutant> Of(SignalEdit edit, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        var what = $"{Format.Of(signal.Kind)} {signal.Name}";
        yield return new(new("dropped", what, "Declare it with rollout: on, and exercise it."), edit.Dropped);
        yield return new(new("renamed", what, "Declare the signal under the name that is emitted."), () => edit.Renamed(signal.Name + "_mutant"));
        yield return new(new("renamed", $"{what}, without its contract", "Declare the signal, so that its absence is seen."), () => edit.WithoutContract(signal.Name + "_mutant"));
        yield return new(new("duplicated", what, "Emit it with times and ids."), edit.Duplicated);
        foreach (var mutant in signal.Kind switch { SignalKind.Metric => OfMetric(edit, what, seen), SignalKind.Span => OfSpan(edit, what, seen), _ => OfEvent(edit, what, seen) })
        {
            yield return mutant;
        }

        if (seen.Spans.Any(s => s.Signal == signal && s.Contract.Length > 0) || seen.Logs.Any(l => l.Signal == signal && l.Contract.Length > 0))
        {
            yield return new(new("another version", what, "Generate the instrumentation from the plan."), () => edit.Attribute(Contract.Signal, _ => CapturedValue.Of($"{signal.Id}@{signal.Version + 1}")));
        }
    }

    private static IEnumerable<Mutant> OfMetric(SignalEdit edit, string what, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        yield return new(new("retyped", $"{what} from another instrument", "Declare the instrument."), () => edit.Metrics(m => m.Kind == CapturedMetricKind.Gauge
            ? m with { Kind = CapturedMetricKind.Sum, IsMonotonic = true, Temporality = CapturedTemporality.Cumulative }
            : m with { Kind = CapturedMetricKind.Gauge, IsMonotonic = false, Temporality = CapturedTemporality.Unspecified, Points = [.. m.Points.Select(p => p with { Value = p.Value ?? p.Sum ?? 0, Count = 0 })] }));
        yield return new(new("unit changed", what, "Declare the unit."), () => edit.Metrics(m => m with { Unit = m.Unit == "ms" ? "s" : "ms" }));
        if (signal.Instrument is "counter" && seen.Metrics.Any(m => m.Signal == signal && m.Item.Points.Any(p => p.Value is not null)))
        {
            yield return new(new("falling", what, "Declare it as a counter."), () => Falling(edit));
        }

        if (signal.Range is { } range)
        {
            yield return new(new("out of range", what, "Declare a narrower range."), () => edit.Points(p => p.Value is null ? p with { Min = Beyond(range), Max = Beyond(range), Sum = Beyond(range) * p.Count } : p with { Value = Beyond(range) }));
        }

        foreach (var scaled in ScaledMutants.OfMetric(edit, what, seen))
        {
            yield return scaled;
        }

        yield return new(new("unbounded label", what, "Declare its attributes."), () => WithIds(edit));
    }

    private static IEnumerable<Mutant> OfSpan(SignalEdit edit, string what, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        yield return new(new("retyped", $"{what} of another kind", "Declare span_kind."), () => edit.Spans(s => s with { Kind = s_kinds.First(k => k != s.Kind && k != signal.SpanKind && k != "server") }));
        if (seen.Spans.Any(s => s.Signal == signal && !s.Item.IsRoot))
        {
            yield return new(new("orphaned", what, "Verify a run in which the whole trace is exported."), () => edit.Spans(s => s.IsRoot ? s : s with { ParentSpanId = SignalEdit.Other(SignalEdit.Other(s.ParentSpanId)[..^1] + "0") }));
        }
    }

    private static IEnumerable<Mutant> OfEvent(SignalEdit edit, string what, MatchedTelemetry seen)
    {
        yield return new(new("without trace", what, "Declare the event, so that it has to be correlated."), () => edit.Logs(l => l with { TraceId = "", SpanId = "" }));
        if (edit.Signal.After.Length > 0)
        {
            yield return new(new("out of order", what, "Declare after."), () => edit.Logs(l => l with { TimeNanos = l.TimeNanos - Hour }));
        }
    }

    /// <summary>The last point of each series is less than the one before; where there is one only, it is negative.</summary>
    private static CapturedTelemetry Falling(SignalEdit edit)
    {
        var captured = edit.Points(p => p);
        var last = captured.Metrics.Select((m, i) => (m, i)).Where(x => x.m.Name == edit.Signal.Name).Select(x => x.i).LastOrDefault(-1);
        return captured with
        {
            Metrics = [.. captured.Metrics.Select((m, i) => i == last ? m with { Points = [.. m.Points.Select(p => p with { Value = -1 })] } : m)],
        };
    }

    private static CapturedTelemetry WithIds(SignalEdit edit)
    {
        var number = 0;
        return edit.Metrics(m => m with { Points = [.. m.Points.Concat(m.Points).Concat(m.Points).Select(p => p with { Attributes = SignalEdit.With(p.Attributes, edit.Signal.Attributes is [var first, ..] && first.Definition.AllowedValues.Count == 0 ? first.Name : "request_id", CapturedValue.Of($"5f0c8a34-0000-4000-8000-{++number:x12}")) })] });
    }

    public static double Beyond(ValueRange range) => range.High is { } high ? high + Math.Abs(high) + 1 : (range.Low ?? 0) - Math.Abs(range.Low ?? 0) - 1;
}
