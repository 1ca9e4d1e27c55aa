namespace Upshot.Decide.Verification;

/// <summary>Whether telemetry stays within what the plan lets it cost.</summary>
internal static class CostCheck
{
    public static readonly CheckInfo Info = new("cost-budget", "Telemetry would cost more than the plan allows.", "The bill comes a month later, and nobody remembers the commit.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var series = seen.Series().Count();
        if (seen.Plan.Cost.MaxSeries is { } most && series > most)
        {
            var largest = seen.Series().GroupBy(s => s.First().Metric.Item.Name).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(5);
            yield return new(Info.Id, new(), $"There are more than {most} series, the limit of the plan.", "Remove labels or metrics that nobody decides by, or raise cost.max_series.")
            {
                Declared = new("upshot.yaml", 1, 1),
                Evidence = $"{series} series; most in {string.Join(", ", largest.Select(g => $"{g.Key} ({g.Count()})"))}",
            };
        }

        // Metrics cost by the hour, spans and log records by the request: only these grow with traffic.
        var requests = seen.Plan.Operations.Sum(o => o.RequestsPerDay ?? 0);
        if (seen.Plan.Cost.BytesPerDay is { } budget && requests > 0 && seen.Entries.Count > 0)
        {
            var perRequest = (double)(seen.Captured.SpanBytes + seen.Captured.LogBytes) / seen.Entries.Count;
            var perDay = perRequest * requests * seen.Plan.Sampling.Probability;
            if (perDay > budget)
            {
                yield return new(Info.Id, new(), $"At the traffic that the plan expects, spans and log records would be more than the {Megabytes(budget)} a day that it allows.", "Emit fewer spans or smaller attributes, sample, or raise cost.bytes_per_day.")
                {
                    Declared = new("upshot.yaml", 1, 1),
                    Evidence = $"{perRequest:0} bytes a request × {requests:0} requests a day × {seen.Plan.Sampling.Probability:0.###} kept = {Megabytes(perDay)}",
                };
            }
        }
    }

    private static string Megabytes(double bytes) => bytes >= 1e9 ? $"{bytes / 1e9:0.##} GB" : $"{bytes / 1e6:0.##} MB";
}
