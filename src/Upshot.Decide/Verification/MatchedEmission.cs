using Upshot.Plan;
using Upshot.Plan.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>What was emitted beside what the plan declares: what every check looks at.</summary>
internal sealed class MatchedEmission
{
    public MatchedEmission(ProductPlan plan, Emission emission, VerificationOptions options)
    {
        (Plan, Emission, Options) = (plan, emission, options);
        var index = new SignalIndex(plan);
        Spans = [.. emission.Spans.Select(index.Match)];
        Metrics = [.. emission.Metrics.Select(index.Match)];
        Logs = [.. emission.Logs.Select(index.Match)];
        Traces = new TraceIndex(emission.Spans);
        Entries = [.. emission.Spans.Select(span => (plan.Operations.FirstOrDefault(o => o.Entry.MatchesEntry(span)), span)).Where(e => e.Item1 is not null).Select(e => new EntrySeen(e.Item1!, e.span))];
        OwnNamespaces = Namespaces(plan);
    }

    public ProductPlan Plan { get; }

    public Emission Emission { get; }

    public VerificationOptions Options { get; }

    public IReadOnlyList<Seen<EmittedSpan>> Spans { get; }

    public IReadOnlyList<Seen<EmittedMetric>> Metrics { get; }

    public IReadOnlyList<Seen<EmittedLog>> Logs { get; }

    public TraceIndex Traces { get; }

    /// <summary>Spans with which operations begin. One that several operations match counts for the first.</summary>
    public IReadOnlyList<EntrySeen> Entries { get; }

    /// <summary>First parts of names that the plan uses and the semantic conventions do not: what begins so is the product's own.</summary>
    public IReadOnlySet<string> OwnNamespaces { get; }

    /// <summary>Whether a span is one of a journey's steps, or the beginning of an operation.</summary>
    public bool IsInJourney(EmittedSpan span) =>
        Plan.Operations.Any(o => o.Entry.MatchesEntry(span)) || Plan.Journeys.Any(j => j.Steps.Any(s => s.Match.Matches(span)));

    public static string NamespaceOf(string name) => name.Split('.', 2)[0];

    private static HashSet<string> Namespaces(ProductPlan plan)
    {
        var conventions = Upshot.Plan.Registry.KnownAttributes.Names.Select(NamespaceOf).ToHashSet(StringComparer.Ordinal);
        return [.. plan.Attributes.Select(a => a.Name).Concat(plan.Signals.Select(s => s.Name)).Where(name => name.Contains('.')).Select(NamespaceOf).Where(n => !conventions.Contains(n))];
    }
}

internal sealed record EntrySeen(Operation Operation, EmittedSpan Span)
{
    /// <summary>It did what the user wanted: not an error, not refused, not abandoned.</summary>
    public bool Succeeded =>
        !Span.IsError
        && !(Span.Attributes.TryGetValue("http.response.status_code", out var status) && status.Number >= 400)
        && !(Span.Attributes.TryGetValue("upshot.outcome", out var outcome) && outcome.Text != "success");
}
