namespace Upshot.Observe.Stores.Questions;

/// <summary>One series of a metric in one minute.</summary>
/// <param name="Last">The last value of the minute.</param>
public sealed record CostMetric(long Minute, bool IsCounter, bool IsCumulative, double Last, double Total, double Mean)
{
    /// <summary>Names of metrics that tell what a service costs.</summary>
    public const string Pattern = "cpu|memory|working_set|heap|cost";

    /// <summary>The measure of what its telemetry costs.</summary>
    public const string Spans = "telemetry.spans";

    private const long Minutes = 60_000_000_000;

    /// <summary>A counter's growth a second since the minute before, where that is known and it was not set back; of others the mean.</summary>
    public static IEnumerable<(long Minute, double Cost)> ByMinute(IReadOnlyList<CostMetric> series)
    {
        for (var i = 0; i < series.Count; i++)
        {
            var point = series[i];
            if (!point.IsCounter)
            {
                yield return (point.Minute, point.Mean);
            }
            else if (!point.IsCumulative)
            {
                yield return (point.Minute, point.Total / 60);
            }
            else if (i > 0 && point.Minute - series[i - 1].Minute == Minutes && point.Last >= series[i - 1].Last)
            {
                yield return (point.Minute, (point.Last - series[i - 1].Last) / 60);
            }
        }
    }
}
