using Upshot.Plan;

namespace Upshot.Commands.Init;

/// <summary>Entry spans that are alike: what a plan's selector may ask of them, and how many there are.</summary>
/// <param name="Route"><c>http.route</c>; empty: they have none.</param>
/// <param name="Name">Name of the spans.</param>
internal sealed record SeenSpans(string Service, string Route, string Name, string Kind, bool IsRoot, long Count)
{
    /// <summary>As the server itself decides it: see <see cref="SpanSelector"/>. Plans made here ask for no attribute and no method.</summary>
    public bool Matches(SpanSelector selector) =>
        (selector.Service is null || selector.Service == Service)
        && (selector.Route is null || selector.Route == Route)
        && (selector.Span is null || selector.Span == Name)
        && (selector.Kind is null ? Kind is "server" or "consumer" || IsRoot : selector.Kind == Kind);

    /// <summary>How many stored spans each operation of a plan takes; the first that matches wins.</summary>
    public static IReadOnlyDictionary<string, long> Replay(ProductPlan plan, IReadOnlyList<SeenSpans> seen)
    {
        var taken = plan.Operations.ToDictionary(o => o.Name, _ => 0L, StringComparer.Ordinal);
        foreach (var spans in seen)
        {
            if (plan.Operations.FirstOrDefault(o => spans.Matches(o.Entry)) is { } operation)
            {
                taken[operation.Name] += spans.Count;
            }
        }

        return taken;
    }
}
