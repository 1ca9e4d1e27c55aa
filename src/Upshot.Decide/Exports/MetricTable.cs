using System.Globalization;
using System.Text.RegularExpressions;

namespace Upshot.Decide.Exports;

/// <summary>
/// Metrics in a file of separated values: a metric a row (long), a column for each metric of the pod that a column or the file's name tells, or a column for each
/// metric of each service (<c>orders_cpu</c>).
/// </summary>
internal static partial class MetricTable
{
    /// <param name="services">Those that traces and logs know, so that names of columns can be divided.</param>
    public static void Read(byte[] bytes, string name, IReadOnlySet<string> services, Func<long, bool> within, List<MeasuredPoint> points, List<FileProblem> problems)
    {
        using var table = ExportTable.Open(bytes, name);
        var time = table?.Find([.. ColumnNames.Time.Where(n => n != "starttime"), "starttime"]) ?? -1;
        if (table is null || time < 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", table is null ? "There is no header." : $"There is no column of times among {string.Join(", ", table.Columns.Take(20))}.", "It needs one named time or timestamp, and a column for each metric, or columns of metric and value."));
            return;
        }

        var (service, pod) = (table.Find(ColumnNames.Service), table.Find(ColumnNames.Pod));
        var (metric, value) = (table.Find(ColumnNames.MetricName), table.Find(ColumnNames.MetricValue));
        var isLong = metric >= 0 && value >= 0;
        var own = ServiceName.OfFile(name);
        // The file's name tells the service where it is one that is known, or where columns do not.
        var columns = isLong ? [] : Enumerable.Range(0, table.Columns.Length).Where(c => c != service && c != pod && !ColumnNames.Time.Contains(table.Normal[c]))
            .Select(c => (Column: c, Of: service >= 0 || pod >= 0 ? ("", table.Columns[c]) : Divided(table.Columns[c], own, services))).ToArray();
        while (table.Next())
        {
            if (!Moment.TryParse(table.Field(time), out var at) || !within(at))
            {
                continue;
            }

            var (podName, serviceName) = (table.Field(pod), table.Field(service));
            var who = ServiceName.OfPod(serviceName.Length > 0 ? serviceName : podName.Length > 0 ? podName : own);
            if (isLong)
            {
                Add(points, at, who, podName, table.Field(metric), table.Field(value));
                continue;
            }

            foreach (var (column, (columnService, columnMetric)) in columns)
            {
                Add(points, at, columnService.Length > 0 ? columnService : who, podName, columnMetric, table.Fields[column]);
            }
        }
    }

    private static void Add(List<MeasuredPoint> points, long at, string service, string pod, string metric, string text)
    {
        if (service.Length > 0 && text.Length > 0 && double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            points.Add(new MeasuredPoint(at, service, pod, metric, value));
        }
    }

    // Where no service is known: what stands before the first underscore is a service unless it is a thing that is measured.
    [GeneratedRegex("^(?:cpu|mem|memory|disk|net|network|fs|node|container|pod|process|jvm|http|request|requests|gc|system|latency|error|errors|time|total|max|min|avg|rate|thread|threads|heap|tcp|io|go|kube|istio)$", RegexOptions.IgnoreCase)]
    private static partial Regex Thing();

    /// <summary>The service and the metric in the name of a column; an empty metric where it is a call between two services.</summary>
    private static (string Service, string Metric) Divided(string column, string own, IReadOnlySet<string> services)
    {
        var known = services.Where(s => column.Length > s.Length && column.StartsWith(s, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(column[s.Length])).MaxBy(s => s.Length);
        if (known is not null)
        {
            var rest = column[(known.Length + 1)..].TrimStart('_', '-', '.', ':');
            return services.Contains(rest) ? ("", "") : (known, rest);
        }

        var at = column.IndexOf('_');
        var isOfService = at > 0 && !Thing().IsMatch(column[..at]);
        if (own.Length > 0 && (services.Contains(own) || (services.Count == 0 && !isOfService)))
        {
            return (own, column);
        }

        return isOfService ? (ServiceName.OfPod(column[..at]), column[(at + 1)..]) : ("", column);
    }
}
