using Upshot.Decide.Csv;

namespace Upshot.Decide.ServiceGraphs;

/// <summary>
/// Reads metrics of services from CSV in long form, <c>time,node,metric,statistic,value</c>: <c>requests</c> as a sum, <c>latency</c> as an average
/// in any unit, failures as <c>availability</c> (a share or per cent), as a count of <c>errors</c> or as an <c>error_rate</c>. Other metrics and statistics are left out.
/// A cell without a value was not measured.
/// </summary>
public static class ServiceMetricsFile
{
    private static readonly string[] Names = ["time", "node", "metric", "statistic", "value"];
    private static readonly string[] Averages = ["average", "avg", "mean", "value", ""];
    private static readonly string[] Sums = ["sum", "count", "total", "value", ""];
    private static readonly string[] RequestMetrics = ["requests", "request_count", "requestcount", "calls", "count", "throughput"];
    private static readonly string[] LatencyMetrics = ["latency", "duration", "response_time", "responsetime"];
    private static readonly string[] ErrorMetrics = ["errors", "error", "faults", "fault", "failures", "failed"];
    private static readonly string[] ErrorRates = ["error_rate", "errorrate", "failure_rate"];

    /// <summary>Null when problems were found.</summary>
    public static ServiceMetrics? Read(ReadOnlySpan<byte> bytes, string name, List<FileProblem> problems)
    {
        if (CsvTable.Read(bytes, name, problems) is not { } table)
        {
            return null;
        }

        int[] columns = [.. Names.Select(n => table.Column(n, problems))];
        if (problems.Count > 0)
        {
            return null;
        }

        var times = new SortedDictionary<double, string>();
        var rowTimes = new double[table.Rows.Count];
        for (var i = 0; i < rowTimes.Length; i++)
        {
            var row = table.Rows[i];
            if (!TimeText.TryParse(row.Fields[columns[0]], out rowTimes[i], out _))
            {
                problems.Add(new FileProblem($"{name}:{row.Number}", $"\"{row.Fields[columns[0]]}\" is not a time.", "Write times as numbers or as ISO 8601 dates."));
                continue;
            }

            times.TryAdd(rowTimes[i], row.Fields[columns[0]]);
        }

        return problems.Count > 0 ? null : Fill(table, columns, rowTimes, times, problems);
    }

    private static ServiceMetrics? Fill(CsvTable table, int[] columns, double[] rowTimes, SortedDictionary<double, string> times, List<FileProblem> problems)
    {
        var indexes = times.Keys.Select((time, i) => (time, i)).ToDictionary(x => x.time, x => x.i);
        var metrics = new ServiceMetrics([.. times.Values]);
        var seen = new HashSet<(double, string, string, string)>();
        var latest = new Dictionary<(string, string, string), double>();
        var shares = new List<(string Node, int At, double Value, bool IsAvailability)>();
        var counts = new List<(string Node, int At, double Value)>();
        for (var i = 0; i < rowTimes.Length; i++)
        {
            var row = table.Rows[i];
            var (node, metric, statistic) = (row.Fields[columns[1]], row.Fields[columns[2]].ToLowerInvariant(), row.Fields[columns[3]].ToLowerInvariant());
            if (!seen.Add((rowTimes[i], node, metric, statistic)))
            {
                problems.Add(new FileProblem($"{table.Name}:{row.Number}", $"{metric} ({statistic}) of {node} at {row.Fields[columns[0]]} occurs again.", "Give each value once; add up or average what belongs together."));
                continue;
            }

            if (rowTimes[i] < latest.GetValueOrDefault((node, metric, statistic), double.NegativeInfinity))
            {
                problems.Add(new FileProblem($"{table.Name}:{row.Number}", $"The time {row.Fields[columns[0]]} of {metric} ({statistic}) of {node} lies before that of an earlier row.", "Sort the rows by time."));
                continue;
            }

            latest[(node, metric, statistic)] = rowTimes[i];
            if (row.Fields[columns[4]].Length == 0)
            {
                continue;
            }

            var (at, value) = (indexes[rowTimes[i]], table.Number(row, columns[4], problems));
            if (RequestMetrics.Contains(metric) && Sums.Contains(statistic))
            {
                metrics.Requests(node)[at] = value;
            }
            else if (LatencyMetrics.Contains(metric) && Averages.Contains(statistic))
            {
                metrics.Values(node, ServiceMeasure.Latency)[at] = value;
            }
            else if ((metric == "availability" || ErrorRates.Contains(metric)) && Averages.Contains(statistic))
            {
                shares.Add((node, at, value, metric == "availability"));
            }
            else if (ErrorMetrics.Contains(metric) && Sums.Contains(statistic))
            {
                counts.Add((node, at, value));
            }
        }

        AddFailures(metrics, shares, counts);
        return problems.Count > 0 ? null : metrics;
    }

    private static void AddFailures(ServiceMetrics metrics, List<(string Node, int At, double Value, bool IsAvailability)> shares, List<(string Node, int At, double Value)> counts)
    {
        // Above 1 it is per cent, and then all of it is.
        var whole = shares.Any(s => s.Value > 1) ? 100.0 : 1.0;
        foreach (var (node, at, value, isAvailability) in shares)
        {
            metrics.Values(node, ServiceMeasure.Failures)[at] = isAvailability ? 1 - (value / whole) : value / whole;
        }

        foreach (var (node, at, value) in counts.Where(c => metrics.CountsRequests(c.Node)))
        {
            var requests = metrics.Requests(node)[at];
            metrics.Values(node, ServiceMeasure.Failures)[at] = requests > 0 ? value / requests : double.NaN;
        }
    }
}
