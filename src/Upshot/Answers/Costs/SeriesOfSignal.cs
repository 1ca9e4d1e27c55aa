using Upshot.Decide.SignalCosts;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>Which series a metric had in the last hour in which it came, with the values of the attributes that the plan declares for it.</summary>
internal static class SeriesOfSignal
{
    private const int MostPoints = 50_000;

    /// <summary>None of another signal, and where they are too many to be read.</summary>
    public static async Task<IReadOnlyList<SeriesSeen>> OfAsync(AnswerService asked, Signal signal, IReadOnlyList<SignalUse> use, CancellationToken cancellation)
    {
        if (signal.Kind != SignalKind.Metric || signal.Attributes.Count == 0 || use.All(u => u.Events == 0))
        {
            return [];
        }

        var last = use.Where(u => u.Events > 0).Max(u => u.Last);
        var range = new TimeRange(last.AddHours(-1), last.AddMilliseconds(1));
        var values = new Dictionary<(string Process, string Series), string[]>();
        var measured = new Dictionary<(string Process, string Series), double>();
        try
        {
            for (var i = 0; i < signal.Attributes.Count; i++)
            {
                foreach (var series in (await asked.AskAsync(new MetricPointQuestion([signal.Name], range, TimeSpan.FromHours(2), MostPoints) { By = signal.Attributes[i].Name }, cancellation)).GroupBy(p => ($"{p.Service} {p.Instance}", p.Series)))
                {
                    if (!values.TryGetValue(series.Key, out var known))
                    {
                        values.Add(series.Key, known = [.. signal.Attributes.Select(_ => "")]);
                        measured.Add(series.Key, Measured(series));
                    }

                    known[i] = series.Last().Group;
                }
            }
        }
        catch (AnswerTooLargeException)
        {
            return [];
        }

        return [.. values.Select(v => new SeriesSeen(v.Key.Process, v.Value, measured[v.Key]))];
    }

    private static double Measured(IEnumerable<MeasuredPoint> points) => points.First().IsCumulative ? points.Max(Amount) : points.Sum(Amount);

    // What a counter or a histogram counted; what a gauge says is no amount.
    private static double Amount(MeasuredPoint point) => point.Kind switch
    {
        "gauge" => 0,
        "sum" => point.IsMonotonic ? point.Value ?? 0 : 0,
        _ => point.Count,
    };
}
