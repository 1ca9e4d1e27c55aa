namespace Upshot.Plan.Generate;

/// <summary>Spans on journeys: without them a promise cannot be judged.</summary>
internal static class CriticalSpans
{
    /// <summary>Ids of their signals.</summary>
    public static IEnumerable<string> Of(ProductPlan plan, CallSites sites)
    {
        var steps = new HashSet<string>(plan.Journeys.SelectMany(j => j.Steps).Select(s => s.Match.Span).OfType<string>(), StringComparer.Ordinal);
        return sites.Spans.Where(s => steps.Contains(s.EmittedName)).Select(s => s.Signal);
    }
}
