using Upshot.Decide.TraceFiles;
using Upshot.Evidence;

namespace Upshot.Decide.Exports;

/// <summary>From, inclusive, to, exclusive, in Unix nanoseconds.</summary>
public readonly record struct ExportWindow(long From, long To)
{
    public bool Contains(long nanos) => nanos >= From && nanos < To;
}

/// <summary>
/// Telemetry that was exported as files, as far as it lies in two windows: a normal one and a bad one. Files are added one by one; metrics last, because the names of
/// their columns are divided by the services that traces and logs know.
/// </summary>
public sealed class TelemetryExport(ExportWindow normal, ExportWindow bad)
{
    // A trace belongs to the window in which it begins, so what is left of it is needed, too.
    private const long Margin = 60_000_000_000;

    private readonly HashSet<string> _services = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TracedSpan> _spans = [];
    private readonly List<LoggedLine> _logs = [];
    private readonly List<MeasuredPoint> _metrics = [];

    public ExportWindow Normal => normal;
    public ExportWindow Bad => bad;
    public IReadOnlyList<TracedSpan> Spans => _spans;
    public IReadOnlyList<LoggedLine> Logs => _logs;
    public IReadOnlyList<MeasuredPoint> Metrics => _metrics;

    /// <summary>Files that could not be used, and rows that were left out.</summary>
    public List<FileProblem> Problems { get; } = [];

    /// <summary>The first and the last moment of anything read, in whatever window; null: nothing had a time.</summary>
    public (long First, long Last)? Seen { get; private set; }

    public void AddTraces(byte[] bytes, string name)
    {
        var before = _spans.Count;
        if (!IsJson(bytes))
        {
            TraceTable.Read(bytes, name, WithinMargin, _spans, Problems);
        }
        else
        {
            var reading = TraceFile.Read(bytes, name);
            Problems.AddRange(reading.Problems);
            _spans.AddRange(reading.Traces.SelectMany(t => t.Spans.Where(s => WithinMargin(s.StartNanos)).Select(s => new TracedSpan(t.TraceId, Named(s)))));
        }

        _services.UnionWith(_spans.Skip(before).Select(s => s.Span.Service));
    }

    public void AddLogs(byte[] bytes, string name)
    {
        if (OtlpRecords.IsOtlp(bytes))
        {
            OtlpRecords.Read(bytes, name, Within, _metrics, _logs, Problems);
        }
        else if (bytes.Length > 0)
        {
            LogFile.Read(bytes, name, Within, _logs, Problems);
        }
    }

    public void AddMetrics(byte[] bytes, string name)
    {
        if (OtlpRecords.IsOtlp(bytes))
        {
            OtlpRecords.Read(bytes, name, Within, _metrics, _logs, Problems);
        }
        else
        {
            MetricTable.Read(bytes, name, _services.Count > 0 ? _services : _logs.Select(l => l.Service).ToHashSet(StringComparer.OrdinalIgnoreCase), Within, _metrics, Problems);
        }
    }

    private static SpanEvidence Named(SpanEvidence span)
    {
        var service = ServiceName.OfPod(span.Service);
        return service == span.Service ? span : span with { Service = service };
    }

    private bool Within(long nanos)
    {
        Seen = Seen is { } seen ? (Math.Min(seen.First, nanos), Math.Max(seen.Last, nanos)) : (nanos, nanos);
        return normal.Contains(nanos) || bad.Contains(nanos);
    }

    private bool WithinMargin(long nanos) => Within(nanos) || IsNear(normal, nanos) || IsNear(bad, nanos);

    private static bool IsNear(ExportWindow window, long nanos) => nanos >= window.From - Margin && nanos < window.To + Margin;

    private static bool IsJson(byte[] bytes)
    {
        var at = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at < bytes.Length && bytes[at] is (byte)'{' or (byte)'[';
    }
}
