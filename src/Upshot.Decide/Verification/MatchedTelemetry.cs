using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>What was emitted beside what the plan declares: what every check looks at.</summary>
internal sealed class MatchedTelemetry
{
    private readonly ILookup<string, EntrySeen> _entriesByTrace;

    public MatchedTelemetry(ProductPlan plan, CapturedTelemetry captured, VerificationOptions options)
    {
        (Plan, Captured, Options) = (plan, captured, options);
        var index = new SignalIndex(plan);
        Spans = [.. captured.Spans.Select(index.Match)];
        Metrics = [.. captured.Metrics.Select(index.Match)];
        Logs = [.. captured.Logs.Select(index.Match)];
        Traces = new TraceIndex(captured.Spans);
        Entries = [.. captured.Spans.Select(span => (plan.Operations.FirstOrDefault(o => o.Entry.MatchesEntry(span)), span)).Where(e => e.Item1 is not null).Select(e => new EntrySeen(e.Item1!, e.span))];
        _entriesByTrace = Entries.ToLookup(e => e.Span.TraceId);
        OwnNamespaces = Namespaces(plan);
    }

    public ProductPlan Plan { get; }

    public CapturedTelemetry Captured { get; }

    public VerificationOptions Options { get; }

    public IReadOnlyList<Seen<CapturedSpan>> Spans { get; }

    public IReadOnlyList<Seen<CapturedMetric>> Metrics { get; }

    public IReadOnlyList<Seen<CapturedLog>> Logs { get; }

    public TraceIndex Traces { get; }

    /// <summary>Spans with which operations begin. One that several operations match counts for the first.</summary>
    public IReadOnlyList<EntrySeen> Entries { get; }

    public IEnumerable<EntrySeen> EntriesIn(string traceId) => _entriesByTrace[traceId];

    /// <summary>First parts of names that the plan uses and the semantic conventions do not: what begins so is the product's own.</summary>
    public IReadOnlySet<string> OwnNamespaces { get; }

    /// <summary>Whether a span is one of a journey's steps, or the beginning of an operation.</summary>
    public bool IsInJourney(CapturedSpan span) =>
        Plan.Operations.Any(o => o.Entry.MatchesEntry(span)) || Plan.Journeys.Any(j => j.Steps.Any(s => s.Match.Matches(span)));

    public static string NamespaceOf(string name) => name.Split('.', 2)[0];

    private static HashSet<string> Namespaces(ProductPlan plan)
    {
        // net.* was one until 1.21, and instrumentation of today still sets it unless it is asked for newer names.
        var conventions = Upshot.Plan.Registry.KnownAttributes.Names.Select(NamespaceOf).Append("net").ToHashSet(StringComparer.Ordinal);
        return [.. plan.Attributes.Select(a => a.Name).Concat(plan.Signals.Select(s => s.Name)).Where(name => name.Contains('.')).Select(NamespaceOf).Where(n => !conventions.Contains(n))];
    }
}

internal sealed record EntrySeen(Operation Operation, CapturedSpan Span)
{
    /// <summary>It did what the user wanted: not an error, not refused, not abandoned.</summary>
    public bool Succeeded =>
        !Span.IsError
        && !(Number("http.response.status_code", "http.status_code") >= 400)
        && !(Number("rpc.grpc.status_code") > 0)
        && !(Span.Attributes.TryGetValue("rpc.response.status_code", out var rpc) && rpc.Text is not ("OK" or "0" or "success"))
        && !(Span.Attributes.TryGetValue(CallSites.OutcomeAttribute, out var outcome) && outcome.Text != "success");

    /// <summary>The first of these attributes that is a number: the conventions before 1.20 had other names.</summary>
    private double? Number(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Span.Attributes.TryGetValue(name, out var value) && value.Number is { } number)
            {
                return number;
            }
        }

        return null;
    }
}
