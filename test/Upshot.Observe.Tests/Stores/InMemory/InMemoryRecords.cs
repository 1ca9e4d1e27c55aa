using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Tests.Stores.InMemory;

/// <summary>What is asked of single spans, log records and data points.</summary>
internal sealed partial class InMemoryAnswers
{
    private IReadOnlyList<SpanFound> Search(SpanSearch q) => Page(
        spans.Where(s => Within(s.Span.StartNanos, q.Range) && Passes(s, q.Where))
            .OrderByDescending(s => s.Span.StartNanos).ThenBy(s => s.Span.TraceId, StringComparer.Ordinal).ThenBy(s => s.Span.SpanId, StringComparer.Ordinal)
            .ThenBy(s => Array.IndexOf(SpanKinds.Names, s.Span.Kind)).ThenBy(s => s.Span.DurationNanos).ThenBy(s => s.Span.Name, StringComparer.Ordinal)
            .Select(s => new SpanFound(
                s.Span.TraceId, s.Span.SpanId, s.Span.StartNanos, s.Span.DurationNanos / 1e6, s.Span.Origin.Service, s.Span.Name, s.Span.Kind, s.Span.IsError ? "error" : "unset", s.Span.StatusMessage, s.Span.Origin.Version,
                EnvironmentOf(s.Span.Origin), s.Operation, Text(s.Span.Attributes))),
        s => s.StartNanos, q.After, q.Limit);

    private IReadOnlyList<LogFound> Search(LogSearch q) => Page(
        all.Logs.Where(l => Within(l.TimeNanos, q.Range) && Passes(l, q.Where))
            .OrderByDescending(l => l.TimeNanos).ThenBy(l => l.Origin.Service, StringComparer.Ordinal).ThenBy(l => l.Body.Text, StringComparer.Ordinal).ThenBy(l => l.EventName, StringComparer.Ordinal).ThenBy(l => l.SpanId, StringComparer.Ordinal)
            .Select(l => new LogFound(l.TimeNanos, l.Origin.Service, l.Severity, "", l.Body.Text, l.EventName, l.TraceId, l.SpanId, l.Origin.Version, EnvironmentOf(l.Origin), Text(l.Attributes))),
        l => l.TimeNanos, q.After, q.Limit);

    private static IReadOnlyList<T> Page<T>(IEnumerable<T> found, Func<T, long> nanos, SearchPlace? after, int limit) =>
        [.. found.Where(f => after is null || nanos(f) <= after.Nanos).Skip(after?.Skip ?? 0).Take(limit)];

    private RecordSummary Summary(RecordSummaryQuestion q)
    {
        var step = q.Step.Ticks * 100;
        var records = q.OfLogs
            ? all.Logs.Where(l => Within(l.TimeNanos, q.Range) && Passes(l, q.Where)).Select(l => (Time: l.TimeNanos, Failed: l.Severity >= 17, Fields: q.Fields.Select(f => FieldOf(l, f)).ToList()))
            : spans.Where(s => Within(s.Span.StartNanos, q.Range) && Passes(s, q.Where)).Select(s => (Time: s.Span.StartNanos, Failed: s.Span.IsError, Fields: q.Fields.Select(f => FieldOf(s, f)).ToList()));
        return CountedValues.Of(q, records.SelectMany(r => r.Fields.Index().Where(f => f.Item is { Length: > 0 }).Select(f => (f.Index, Value: f.Item!, r.Failed)).Prepend((-1, $"{r.Time / step * step}", r.Failed)))
            .GroupBy(r => (r.Item1, r.Item2)).Select(g => (g.Key.Item1, g.Key.Item2, (long)g.Count(), (long)g.Count(r => r.Failed))));
    }

    private static bool Passes(StoredSpan s, RecordFilter f) =>
        Is(f.Service, s.Span.Origin.Service) && Is(f.Version, s.Span.Origin.Version) && Is(f.Environment, EnvironmentOf(s.Span.Origin)) && Is(f.Name, s.Span.Name) && Is(f.Operation, s.Operation)
        && (!f.OnlyFailed || s.Span.IsError) && (f.AtLeast is not { } least || s.Span.DurationNanos >= least.Ticks * 100) && (f.Below is not { } below || s.Span.DurationNanos < below.Ticks * 100) && f.Severity is null
        && (f.Text is not { } text || s.Span.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || s.Span.StatusMessage.Contains(text, StringComparison.OrdinalIgnoreCase)) && Is(f.TraceId, s.Span.TraceId)
        && f.Attributes.All(a => a.Value is null ? FieldOf(s, a.Name) is not null : FieldOf(s, a.Name) == a.Value);

    private static bool Passes(CapturedLog l, RecordFilter f) =>
        Is(f.Service, l.Origin.Service) && Is(f.Version, l.Origin.Version) && Is(f.Environment, EnvironmentOf(l.Origin)) && Is(f.Name, l.EventName) && f.Operation is null or ""
        && (!f.OnlyFailed || l.Severity >= 17) && f.AtLeast is null && f.Below is null && (f.Severity is not { } least || l.Severity >= least)
        && (f.Text is not { } text || l.Body.Text.Contains(text, StringComparison.OrdinalIgnoreCase)) && Is(f.TraceId, l.TraceId)
        && f.Attributes.All(a => a.Value is null ? FieldOf(l, a.Name) is not null : FieldOf(l, a.Name) == a.Value);

    private static bool Is(string? asked, string value) => asked is null || asked == value;

    private static string? FieldOf(StoredSpan s, string field) => field switch
    {
        "name" => s.Span.Name,
        "operation" => s.Operation,
        "kind" => s.Span.Kind,
        _ => FieldOf(s.Span.Origin, s.Span.Attributes, field),
    };

    private static string? FieldOf(CapturedLog l, string field) => field switch
    {
        "name" => l.EventName,
        "severity" => l.Severity == 0 ? null : RecordFields.Severities[(l.Severity - 1) / 4],
        _ => FieldOf(l.Origin, l.Attributes, field),
    };

    private static string? FieldOf(TelemetryOrigin origin, IReadOnlyDictionary<string, CapturedValue> attributes, string field) => field switch
    {
        "service" => origin.Service,
        "version" => origin.Version,
        "environment" => EnvironmentOf(origin),
        "service.instance.id" or "instance" => origin.Instance,
        _ => attributes.GetValueOrDefault(field)?.Text ?? origin.Resource.GetValueOrDefault(field)?.Text,
    };

    private static string EnvironmentOf(TelemetryOrigin origin) => origin.Resource.GetValueOrDefault("deployment.environment.name")?.Text ?? "";

    private IReadOnlyList<MetricSeen> Metrics(MetricNameQuestion q) =>
        [.. all.Metrics.SelectMany(m => m.Points.Where(p => Within(p.TimeNanos, q.Range)).Select(_ => m)).GroupBy(m => (m.Name, m.Unit, Kind: KindOf(m)))
            .OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Unit, StringComparer.Ordinal).ThenBy(g => g.Key.Kind, StringComparer.Ordinal)
            .Select(g => new MetricSeen(g.Key.Name, g.Key.Unit, g.Key.Kind, g.Select(m => m.Origin.Service).Distinct().Count(), g.Count())).Take(q.Limit)];

    private static string KindOf(CapturedMetric m) => m.Kind == CapturedMetricKind.ExponentialHistogram ? "exponential_histogram" : m.Kind.ToString().ToLowerInvariant();

    private IReadOnlyList<MeasuredPoint> Points(MetricPointQuestion q)
    {
        var (from, to) = Nanos.Around(q.Range, MetricPointQuestion.Earlier, TimeSpan.Zero);
        return MetricPointQuestion.Ordered(
            [.. all.Metrics.Where(m => q.Names.Contains(m.Name) && Is(q.Service, m.Origin.Service) && Is(q.Version, m.Origin.Version) && Is(q.Environment, EnvironmentOf(m.Origin)))
                .SelectMany(m => m.Points.Where(p => p.TimeNanos >= from && p.TimeNanos < to).Select(p => (Metric: m, Point: p)))
                .Where(p => q.Attributes.All(a => FieldOf(p.Metric.Origin, p.Point.Attributes, a.Name) is { } value && (a.Value is null || a.Value == value)))
                .Select(p => new MeasuredPoint(
                    p.Metric.Name, p.Metric.Unit, KindOf(p.Metric), p.Metric.Temporality == CapturedTemporality.Cumulative, p.Metric.IsMonotonic, p.Metric.Origin.Service, p.Metric.Origin.Version, p.Metric.Origin.Instance,
                    string.Join(',', p.Point.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value.Text}")), q.By is { } by ? FieldOf(p.Metric.Origin, p.Point.Attributes, by) ?? "" : "", p.Point.StartNanos, p.Point.TimeNanos)
                {
                    Value = p.Point.Value,
                    Count = p.Point.Count,
                    Sum = p.Point.Sum,
                    Bounds = p.Point.Bounds,
                    Buckets = p.Point.Buckets,
                })
                .GroupBy(p => (p.Name, p.Unit, p.Kind, p.Service, p.Instance, p.Group, p.Series, p.StartNanos, p.IsCumulative ? p.TimeNanos / (q.Step.Ticks * 100) : p.TimeNanos)).Select(g => g.MaxBy(p => p.TimeNanos)!)],
            q);
    }

    private IReadOnlyList<ServiceCall> Calls(CallQuestion q)
    {
        var (from, to) = Nanos.Around(q.Range, CallQuestion.Apart, CallQuestion.Apart);
        var around = spans.Where(s => s.Span.StartNanos >= from && s.Span.StartNanos < to).ToList();
        bool IsCounted(StoredSpan s) => Within(s.Span.StartNanos, q.Range) && Is(q.Environment, EnvironmentOf(s.Span.Origin));
        var byId = around.ToLookup(s => (s.Span.TraceId, s.Span.SpanId));
        var answered = around.Where(e => IsEntry(e.Span)).SelectMany(e => byId[(e.Span.TraceId, e.Span.ParentSpanId)].Where(p => p.Span.Origin.Service != e.Span.Origin.Service && Math.Abs(p.Span.StartNanos - e.Span.StartNanos) <= CallQuestion.Apart.Ticks * 100).Select(p => (Parent: p, Entry: e))).ToList();
        var callers = answered.Select(a => (a.Parent.Span.TraceId, a.Parent.Span.SpanId)).ToHashSet();
        var calls = answered.Select(a => (Caller: a.Parent.Span.Origin.Service, Callee: a.Entry.Span.Origin.Service, Kind: "service", Of: a.Entry))
            .Concat(around.Where(s => IsEntry(s.Span) && IsRoot(s.Span)).Select(s => (Caller: "", Callee: s.Span.Origin.Service, Kind: "service", Of: s)))
            .Concat(around.Where(s => s.Span.Kind is "client" or "producer" && !callers.Contains((s.Span.TraceId, s.Span.SpanId)))
                .Select(s => (Span: s, Peer: PeerOf(s.Span.Attributes))).Where(s => s.Peer.Kind.Length > 0).Select(s => (Caller: s.Span.Span.Origin.Service, Callee: s.Peer.Name, Kind: s.Peer.Kind, Of: s.Span)));
        return [.. calls.Where(c => IsCounted(c.Of)).GroupBy(c => (c.Caller, c.Callee, c.Kind))
            .Select(g => new ServiceCall(g.Key.Caller, g.Key.Callee, g.Key.Kind, g.Sum(c => c.Of.Weight), g.Where(c => c.Of.Span.IsError).Sum(c => c.Of.Weight), Millis(g.Select(c => c.Of), 0.5), Millis(g.Select(c => c.Of), 0.95)))
            .OrderByDescending(c => c.Calls).ThenBy(c => c.Caller, StringComparer.Ordinal).ThenBy(c => c.Callee, StringComparer.Ordinal).ThenBy(c => c.Kind, StringComparer.Ordinal).Take(q.Limit)];
    }

    /// <summary>By what each stands for, to within the bucket that a store keeps of it.</summary>
    private static double Millis(IEnumerable<StoredSpan> of, double q)
    {
        var histogram = new ExponentialHistogram();
        foreach (var group in of.GroupBy(s => s.Span.DurationNanos))
        {
            histogram.Add(group.Key, group.Sum(s => s.Weight));
        }

        return histogram.Quantile(q) / 1e6;
    }

    private static (string Name, string Kind) PeerOf(IReadOnlyDictionary<string, CapturedValue> of)
    {
        var (db, part) = (Any(of, "db.system.name", "db.system"), Any(of, "db.namespace", "db.name"));
        var (queue, topic) = (Any(of, "messaging.system"), Any(of, "messaging.destination.name"));
        return db.Length > 0 ? ($"{db} {part}".TrimEnd(), "database") : queue.Length > 0 ? ($"{queue} {topic}".TrimEnd(), "messaging") : Any(of, "server.address") is { Length: > 0 } host ? (host, "external") : ("", "");
    }

    private static string Any(IReadOnlyDictionary<string, CapturedValue> of, params string[] names) => names.Select(n => of.GetValueOrDefault(n)?.Text ?? "").FirstOrDefault(v => v.Length > 0) ?? "";
}
