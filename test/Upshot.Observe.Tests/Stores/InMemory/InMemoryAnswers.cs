using System.Security.Cryptography;
using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.InMemory;

/// <summary>Answers from lists: each question in the fewest words that say what it means.</summary>
internal sealed partial class InMemoryAnswers(ProductPlan plan, IReadOnlyList<StoredRequest> requests, IReadOnlyList<StoredSpan> spans, CapturedTelemetry all)
{
    private const long MinuteNanos = 60_000_000_000;
    private static readonly SourceLocation Nowhere = new("", 1, 1);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public object? Of(object question) => question switch
    {
        ObjectiveQuestion q => Objectives(q),
        BlockQuestion q => Blocks(q),
        LifeQuestion q => Lives(q),
        SamplingQuestion q => Sampled(q),
        OutcomeQuestion q => Outcomes(q),
        SignalSeriesQuestion q => Series(q),
        EvaluationQuestion q => Evaluations(q),
        FlagQuestion q => Variants(q),
        ReleaseSplitQuestion q => Releases(q),
        VariantSplitQuestion q => Variants(q),
        WindowQuestion q => Windows(q),
        TrafficQuestion q => Traffic(q),
        VersionQuestion q => Versions(q),
        ProcessQuestion q => Processes(q),
        EntrySpanQuestion q => Entries(q),
        RecordQuestion q => Records(q),
        RouteQuestion q => Routes(q),
        TraceQuestion q => Trace(q),
        OperationTraceQuestion q => Traces(q),
        TraceSampleQuestion q => Sample(q),
        TraceSearch q => Search(q),
        SpanDetailQuestion q => Details(q),
        SpanSearch q => Search(q),
        LogSearch q => Search(q),
        RecordSummaryQuestion q => Summary(q),
        MetricNameQuestion q => Metrics(q),
        MetricPointQuestion q => Points(q),
        CallQuestion q => Calls(q),
        CostQuestion q => Costs(q),
        SignalUseQuestion q => Use(q),
        SignalValuesQuestion q => Values(q),
        SizeQuestion => Size(),
        _ => throw new NotSupportedException($"{question.GetType().Name} is not known here."),
    };

    private IReadOnlyList<ObjectiveMinutes> Objectives(ObjectiveQuestion q)
    {
        ObjectiveMinutes[] answer = [.. q.Objectives.Select(o => new ObjectiveMinutes(o, Told(Minutes(o, q.Range), q.Range, q.Minutes)))];
        return answer.Sum(o => o.Minutes.Count) <= q.Limit ? answer : throw new AnswerTooLargeException("minutes of objectives", q.Limit);
    }

    private IReadOnlyList<IReadOnlyList<MinuteCount>> Traffic(TrafficQuestion q) =>
        [.. q.Operations.Select(o => Told(Minutes(new Objective("", Nowhere) { Operation = o.Operation, Environment = o.Environment }, q.Range), q.Range, q.Minutes))];

    private static IReadOnlyList<MinuteCount> Told(IEnumerable<MinuteCount> minutes, TimeRange range, MinutesNeeded? needed) => needed is null ? [.. minutes] : [.. minutes
        .GroupBy(m => Floor(m.Minute) < range.From || Floor(m.Minute).AddHours(1) > range.To || Floor(m.Minute) >= Floor(needed.Since) || needed.Edges.Any(e => Floor(e) == Floor(m.Minute)) ? m.Minute : Floor(m.Minute))
        .Select(hour => new MinuteCount(hour.Max(m => m.Minute), hour.Sum(m => m.Good), hour.Sum(m => m.Total)) { Sampling = SamplingVariance.Sum(hour.Select(m => m.Sampling)) })];

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    private IReadOnlyList<ObjectiveWindows> Windows(WindowQuestion q) => [.. q.Objectives.Select(o => new ObjectiveWindows(o, [.. q.Windows.Select(w =>
    {
        var minutes = Minutes(o, new TimeRange(q.Now - w, q.Now)).ToList();
        return new WindowCount(w, minutes.Sum(m => m.Good), minutes.Sum(m => m.Total)) { Sampling = SamplingVariance.Sum(minutes.Select(m => m.Sampling)) };
    })]))];

    // Under a target that was not planned when requests came, stores know latencies within the error of a histogram's bucket.
    private IEnumerable<MinuteCount> Minutes(Objective o, TimeRange range, Func<StoredRequest, bool>? only = null)
    {
        var isPlanned = plan.Objectives.Any(p => p.Name == o.Name && p.Latency == o.Latency);
        return Counted(range).Where(r => only?.Invoke(r) != false && r.Operation == o.Operation && (o.Environment is null || r.Environment == o.Environment))
            .GroupBy(r => r.Minute).OrderBy(m => m.Key)
            .Select(m => (Minute: m.Key, Events: m.Where(r => o.Latency is null || (!r.IsError && r.HasDuration)).Select(r => (r.Weight, IsGood: !r.IsError && (o.Latency is not { } limit || IsWithin(r.Duration, limit.Ticks * 100, isPlanned)))).ToList()))
            .Select(m => new MinuteCount(At(m.Minute), m.Events.Where(e => e.IsGood).Sum(e => e.Weight), m.Events.Sum(e => e.Weight))
            {
                // Histograms do not say the largest weight.
                Sampling = SamplingVariance.Sum(m.Events.Where(e => e.Weight > 1).Select(e => SamplingVariance.Of(e.Weight, e.IsGood))) is var sampling && (isPlanned || o.Latency is null) ? sampling : sampling with { GoodWeight = 0, BadWeight = 0 },
            })
            .Where(m => m.Total > 0);
    }

    private IReadOnlyList<SplitCount> Releases(ReleaseSplitQuestion q) => [.. q.Objectives.Index().SelectMany(o => requests.Select(r => (r.Version, r.Environment)).Distinct()
        .Select(release => (Release: release, Minutes: Minutes(o.Item, q.Range, r => (r.Version, r.Environment) == release).ToList()))
        .Where(r => r.Minutes.Count > 0).OrderBy(r => r.Release.Version, StringComparer.Ordinal).ThenBy(r => r.Release.Environment, StringComparer.Ordinal)
        .Select(r => new SplitCount(o.Index, r.Release.Version, r.Release.Environment, r.Minutes.Sum(m => m.Good), r.Minutes.Sum(m => m.Total))))];

    // Each of the story's spans is a trace.
    private IReadOnlyList<SplitCount> Variants(VariantSplitQuestion q) => [.. q.Objectives.Index().Where(o => o.Item.Success.Count == 0).SelectMany(o => spans
        .Where(s => s.Operation == o.Item.Operation && Within(s.Span.StartNanos / MinuteNanos * MinuteNanos, q.Range)
            && s.Span.Attributes.GetValueOrDefault("feature_flag.key")?.Text == q.Flag && (o.Item.Latency is null || !s.Span.IsError))
        .GroupBy(s => s.Span.Attributes["feature_flag.result.variant"].Text).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new SplitCount(o.Index, g.Key, "", g.Count(s => !s.Span.IsError && (o.Item.Latency is not { } limit || s.Span.DurationNanos <= limit.Ticks * 100)), g.Count())))];

    private static bool IsWithin(long duration, long limit, bool isPlanned)
    {
        var histogram = new ExponentialHistogram();
        histogram.Add(duration);
        return isPlanned ? duration <= limit : histogram.CountAtMost(limit) == 1;
    }

    private IReadOnlyList<ArmEvidence> Blocks(BlockQuestion q)
    {
        ArmEvidence[] arms = [.. q.Windows.Select(Arm)];
        return arms.Sum(a => a.Replicates.Count) <= q.Limit ? arms : throw new AnswerTooLargeException("blocks", q.Limit);
    }

    private ArmEvidence Arm(BlockWindow w)
    {
        var chosen = (w.IsOfRollups ? Counted(w.Range) : (w.Kinds.Count > 0 ? spans.Where(s => s.Operation.Length > 0).Select(Request) : requests).Where(r => Within(r.Start, w.Range)))
            .Where(r => (w.Service ?? r.Service) == r.Service && (w.Environment ?? r.Environment) == r.Environment && (w.Version ?? r.Version) == r.Version && r.Operation == w.Operation).ToList();
        ReplicateEvidence[] replicates = [.. chosen
            .GroupBy(r => (Instance: w.Version is null ? r.Version : r.Instance.Length > 0 ? r.Instance : r.Service, Block: r.Start / (w.Block.Ticks * 100), Route: r.Route + string.Concat(w.Kinds.Select(k => $" {k}={r.Attributes.GetValueOrDefault(k)?.Text}"))))
            .Select(g => new ReplicateEvidence(g.Key.Instance, At(g.Key.Block * w.Block.Ticks * 100), w.Block, g.Sum(r => r.Weight), g.Where(r => r.IsError).Sum(r => r.Weight), g.Where(r => !r.IsError).Sum(r => (double)r.Duration * r.Weight), Latency(g)) { Stratum = g.Key.Route, Sampling = w.IsOfRollups ? Sampling(g) : default, LatencyVariance = w.IsOfRollups ? Variance(g) : null })
            .OrderBy(r => r.Instance, StringComparer.Ordinal).ThenBy(r => r.Start).ThenBy(r => r.Stratum, StringComparer.Ordinal)];
        return new(w.Version ?? "", replicates) { Identity = chosen.Exists(r => r.Instance.Length == 0) ? ProcessIdentity.None : ProcessIdentity.ServiceInstance };
    }

    private static StoredRequest Request(StoredSpan s) => new(
        s.Span.Origin.Service, s.Span.Origin.Version, EnvironmentOf(s.Span.Origin), s.Span.Origin.Instance, s.Span.Attributes.GetValueOrDefault("http.route")?.Text ?? s.Span.Name, s.Span.Kind, s.Operation,
        s.Span.StartNanos, s.Span.DurationNanos, true, s.Span.IsError, s.Weight)
    {
        Attributes = s.Span.Attributes,
    };

    private IReadOnlyList<IReadOnlyList<SampledClass>> Sampled(SamplingQuestion q) => [.. q.Windows.Select(w => (IReadOnlyList<SampledClass>)[.. requests
        .Where(r => r.Weight > 1 && Within(r.Start, w.Range) && (w.Service ?? r.Service) == r.Service && (w.Environment ?? r.Environment) == r.Environment && (w.Version ?? r.Version) == r.Version && r.Operation == w.Operation)
        .GroupBy(r => (int)Math.Floor(Math.Log2(r.Weight))).OrderBy(g => g.Key)
        .Select(g => (Errors: g.Where(r => r.IsError).ToList(), Others: g.Where(r => !r.IsError).ToList()))
        .Select(c => new SampledClass(c.Errors.Count, c.Errors.Sum(r => (double)r.Weight), c.Errors.Sum(r => (double)r.Weight * r.Weight), c.Others.Count, c.Others.Sum(r => (double)r.Weight), c.Others.Sum(r => (double)r.Weight * r.Weight)))])];

    private IReadOnlyList<VersionLife> Lives(LifeQuestion q)
    {
        var lives = new List<VersionLife>();
        foreach (var minute in Counted(q.Range).Where(r => r.Operation.Length > 0 && r.Version.Length > 0).OrderBy(r => r.Minute))
        {
            var at = At(minute.Minute);
            var known = lives.FindLastIndex(l => (l.Service, l.Version, l.Environment, l.Operation) == (minute.Service, minute.Version, minute.Environment, minute.Operation));
            if (known < 0 || at - lives[known].To >= VersionLife.Pause)
            {
                lives.Add(new(minute.Service, minute.Version, minute.Environment, minute.Operation, at, at + s_minute, minute.Weight));
            }
            else
            {
                lives[known] = lives[known] with { To = at + s_minute, Requests = lives[known].Requests + minute.Weight };
            }
        }

        return lives.Count > q.Limit ? throw new AnswerTooLargeException("lives of versions", q.Limit)
            : [.. lives.OrderBy(l => l.Service, StringComparer.Ordinal).ThenBy(l => l.Operation, StringComparer.Ordinal).ThenBy(l => l.Environment, StringComparer.Ordinal).ThenBy(l => l.From).ThenBy(l => l.Version, StringComparer.Ordinal)];
    }

    // Each of the story's spans is a trace.
    private IReadOnlyList<ArmEvidence> Variants(FlagQuestion q) =>
        [.. spans.Where(s => s.Operation == q.Operation && Within(s.Span.StartNanos, q.Range) && (q.Service ?? s.Span.Origin.Service) == s.Span.Origin.Service && s.Span.Attributes.GetValueOrDefault("feature_flag.key")?.Text == q.Flag)
            .GroupBy(s => s.Span.Attributes["feature_flag.result.variant"].Text).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(variant => new ArmEvidence(variant.Key, [.. variant
                .GroupBy(s => (Instance: q.ByUser ? Group(s.Span) : s.Span.Origin.Instance, Block: s.Span.StartNanos / (q.Block.Ticks * 100), Route: s.Span.Attributes.GetValueOrDefault("http.route")?.Text ?? s.Span.Name))
                .Select(g => new ReplicateEvidence(g.Key.Instance, At(g.Key.Block * q.Block.Ticks * 100), q.Block, g.Count(), g.Count(s => s.Span.IsError), g.Where(s => !s.Span.IsError).Sum(s => (double)s.Span.DurationNanos), Durations(g)) { Stratum = g.Key.Route })
                .OrderBy(r => r.Instance, StringComparer.Ordinal).ThenBy(r => r.Start).ThenBy(r => r.Stratum, StringComparer.Ordinal)])
            {
                Identity = q.ByUser && variant.Any(s => !FlagQuestion.IsGroup(Group(s.Span))) ? ProcessIdentity.None : ProcessIdentity.ServiceInstance,
            })];

    // Each span carries its own evaluation.
    private static string Group(CapturedSpan span) => FlagQuestion.UserAttributes.Prepend("feature_flag.context.id").Select(a => span.Attributes.GetValueOrDefault(a)?.Text).FirstOrDefault(t => !string.IsNullOrEmpty(t)) is { } user
        ? "#" + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(user)))[..2]
        : span.Origin.Service;

    private IReadOnlyList<EvaluationCount> Evaluations(EvaluationQuestion q) =>
        [.. spans.Where(s => Within(s.Span.StartNanos, q.Range) && s.Span.Attributes.ContainsKey("feature_flag.key"))
            .GroupBy(s => (Flag: s.Span.Attributes["feature_flag.key"].Text, Minute: s.Span.StartNanos / 60_000_000_000, Variant: s.Span.Attributes["feature_flag.result.variant"].Text))
            .Select(g => new EvaluationCount(g.Key.Flag, "", At(g.Key.Minute * 60_000_000_000), g.Key.Variant, g.Count()))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Flag, StringComparer.Ordinal).ThenBy(c => c.Minute).ThenBy(c => c.Variant, StringComparer.Ordinal).Take(q.Limit)
            .OrderBy(c => c.Flag, StringComparer.Ordinal).ThenBy(c => c.Minute).ThenBy(c => c.Variant, StringComparer.Ordinal)];

    private static ExponentialHistogram Durations(IEnumerable<StoredSpan> of)
    {
        var latency = new ExponentialHistogram();
        foreach (var span in of.Where(s => !s.Span.IsError))
        {
            latency.Add(span.Span.DurationNanos);
        }

        return latency;
    }

    // The story sends spans alone.
    private IReadOnlyList<OutcomeRow> Outcomes(OutcomeQuestion q) =>
        [.. spans.Where(s => Within(s.Span.StartNanos, q.Range) && (q.Version ?? s.Span.Origin.Version) == s.Span.Origin.Version && (q.Environment is null or "") && IsOf(q.Signal, s.Span))
            .GroupBy(s => (s.Span.Origin.Service, s.Span.Origin.Instance)).OrderBy(g => g.Key.Service, StringComparer.Ordinal).ThenBy(g => g.Key.Instance, StringComparer.Ordinal)
            .Select(g => new OutcomeRow(g.Key.Service, g.Key.Instance, g.Count(), g.Count()))];

    private IReadOnlyList<SignalStep> Series(SignalSeriesQuestion q) =>
        [.. spans.Where(s => q.Signal.Kind == SignalKind.Span && (q.Environment is null or "") && Within(s.Span.StartNanos, q.Range) && IsOf(q.Signal, s.Span))
            .GroupBy(s => s.Span.StartNanos / (q.Step.Ticks * 100)).OrderBy(g => g.Key).Select(g => new SignalStep(At(g.Key * q.Step.Ticks * 100), g.Count(), g.Count()))];

    private static bool IsOf(Signal signal, CapturedSpan span) => Mark(span.Attributes) is { Length: > 0 } mark ? mark.Split('@')[0] == signal.Id : span.Name == signal.Name;

    private IReadOnlyList<VersionSeen> Versions(VersionQuestion q) =>
        [.. Counted(q.Range).Where(r => r.Version.Length > 0).GroupBy(r => (r.Service, r.Version, r.Environment))
            .OrderByDescending(g => g.Max(r => r.Minute)).ThenBy(g => g.Key.Service, StringComparer.Ordinal).ThenBy(g => g.Key.Version, StringComparer.Ordinal)
            .Select(g => new VersionSeen(g.Key.Service, g.Key.Version, g.Key.Environment, At(g.Min(r => r.Minute)), At(g.Max(r => r.Minute)) + s_minute, g.Sum(r => r.Weight))).Take(q.Limit)];

    private IReadOnlyList<RouteSeen> Routes(RouteQuestion q) =>
        [.. Counted(q.Range).GroupBy(r => (r.Service, r.Route, r.Kind, Operation: r.Operation.Length > 0 ? r.Operation : q.Operations.FirstOrDefault(o => o.Service == r.Service && o.Route == r.Route)?.Operation ?? ""))
            .Select(g => new RouteSeen(g.Key.Service, g.Key.Route, g.Key.Kind, g.Key.Operation, g.Sum(r => r.Weight), g.Where(r => r.IsError).Sum(r => r.Weight), Latency(g)) { Sampling = Sampling(g), LatencyVariance = Variance(g) })
            .OrderByDescending(r => r.Requests).ThenBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal).Take(q.Limit)];

    private IReadOnlyList<ProcessTraffic> Processes(ProcessQuestion q)
    {
        var all = Counted(q.Range).GroupBy(r => (r.Service, r.Instance, r.Operation))
            .Select(g => new ProcessTraffic(g.Key.Service, g.Key.Instance, g.Key.Operation, g.Sum(r => r.Weight), g.Where(r => r.Version.Length == 0).Sum(r => r.Weight), At(g.Min(r => r.Minute)), At(g.Max(r => r.Minute)) + s_minute)).ToList();
        return all.Count > q.Limit ? throw new AnswerTooLargeException("processes", q.Limit)
            : [.. all.OrderBy(p => p.Service, StringComparer.Ordinal).ThenBy(p => p.Instance, StringComparer.Ordinal).ThenBy(p => p.Operation, StringComparer.Ordinal)];
    }

    private IReadOnlyList<EntrySpans> Entries(EntrySpanQuestion q) =>
        [.. spans.Select(s => s.Span).Where(s => (IsEntry(s) || s.IsRoot) && Within(s.StartNanos, q.Range))
            .GroupBy(s => (s.Origin.Service, Route: s.Attributes.GetValueOrDefault("http.route")?.Text ?? "", s.Name, s.Kind, s.IsRoot))
            .Select(g => new EntrySpans(g.Key.Service, g.Key.Route, g.Key.Name, g.Key.Kind, g.Key.IsRoot, g.Count(), g.Count(s => s.TraceState.Contains("th:", StringComparison.Ordinal))))
            .OrderByDescending(e => e.Count).ThenBy(e => e.Service, StringComparer.Ordinal).ThenBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => Array.IndexOf(Upshot.Observe.Otlp.SpanKinds.Names, e.Kind)).ThenBy(e => e.IsRoot)
            .Take(q.Limit)];

    private IReadOnlyList<double> Records(RecordQuestion q) => [.. q.Names.Select(n => (double)(n.Kind switch
    {
        SignalKind.Span => spans.Where(s => s.Span.Name == n.Name && Within(s.Span.StartNanos, q.Range)).Sum(s => s.Weight),
        SignalKind.Metric => all.Metrics.Where(m => m.Name == n.Name).Sum(m => m.Points.Count(p => Within(p.TimeNanos, q.Range))),
        SignalKind.Event => all.Logs.Count(l => l.EventName == n.Name && Within(l.TimeNanos, q.Range)),
        _ => 0,
    }))];

    private TraceEvidence? Trace(TraceQuestion q)
    {
        var whole = spans.Where(s => s.Span.TraceId == q.TraceId.ToLowerInvariant()).Select(s => EvidenceOf(s.Span)).ToList();
        var found = whole.OrderByDescending(s => s.ParentSpanId.Length == 0).ThenByDescending(s => s.IsError).ThenBy(s => s.StartNanos).ThenBy(s => s.SpanId, StringComparer.Ordinal).Take(q.Limit);
        return whole.Count == 0 ? null : new(q.TraceId.ToLowerInvariant(), [.. found.OrderBy(s => s.StartNanos)]) { Whole = TraceExtent.Of(whole) };
    }

    private IReadOnlyList<TraceEvidence> Sample(TraceSampleQuestion q) =>
        [.. spans.Where(s => s.Operation == q.Operation && (q.Version is null || s.Span.Origin.Version == q.Version) && (q.Environment is null || EnvironmentOf(s.Span.Origin) == q.Environment) && Within(s.Span.StartNanos, q.Range)).Select(s => s.Span.TraceId).Distinct()
            .OrderBy(id => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}{q.Seed}"))), StringComparer.Ordinal).Take(q.Limit).Order(StringComparer.Ordinal)
            .Select(id => FromEntry(id, q.Operation, q.WithAttributes))];

    private IReadOnlyList<OperationTrace> Traces(OperationTraceQuestion q)
    {
        var (from, to) = Nanos.Around(q.Range, OperationTraceQuestion.Before, OperationTraceQuestion.After);
        OperationTrace[] found = [.. spans.Where(s => s.Operation == q.Operation && Within(s.Span.StartNanos, q.Range)).Select(s => s.Span.TraceId).Distinct().Order(StringComparer.Ordinal)
            .Select(id => new OperationTrace(id, [.. spans.Where(s => s.Span.TraceId == id && s.Span.StartNanos >= from && s.Span.StartNanos < to)
                .Select(s => new OperationSpan(EvidenceOf(s.Span, q.WithAttributes), s.Operation, s.Span.Origin.Resource.GetValueOrDefault("deployment.environment.name")?.Text ?? "", s.Weight))]))];
        return found.Sum(t => t.Spans.Count) <= q.Limit ? found : throw new AnswerTooLargeException("spans of an operation's traces", q.Limit);
    }

    private TraceEvidence FromEntry(string id, string operation, bool withAttributes)
    {
        var trace = spans.Where(s => s.Span.TraceId == id).ToList();
        var entry = trace.Where(s => s.Operation == operation).MinBy(s => s.Span.StartNanos)!;
        List<StoredSpan> below = [entry];
        for (var i = 0; i < below.Count; i++)
        {
            var above = below[i].Span;
            below.AddRange(trace.Where(s => !below.Contains(s, ReferenceEqualityComparer.Instance)
                && (s.Span.ParentSpanId == above.SpanId || (s.Span.SpanId == above.SpanId && above.Kind == "client" && s.Span.Kind == "server"))));
        }

        return new(id, [EvidenceOf(entry.Span, withAttributes) with { ParentSpanId = "" }, .. below.Skip(1).Select(s => EvidenceOf(s.Span, withAttributes)).OrderBy(s => s.StartNanos)]);
    }

    private IReadOnlyList<TraceFound> Search(TraceSearch q)
    {
        var found = spans.Where(s => Within(s.Span.StartNanos, q.Range) && (q.Operation is null ? IsRoot(s.Span) || IsPart(s.Span) : s.Operation == q.Operation))
            .Where(s => (q.Service is null || s.Span.Origin.Service == q.Service) && (q.Version is null || s.Span.Origin.Version == q.Version))
            .Where(s => (q.AtLeast is not { } least || s.Span.DurationNanos > least.Ticks * 100) && (!q.OnlyFailed || s.Span.IsError));
        return [.. found.OrderByDescending(s => q.SlowestFirst ? s.Span.DurationNanos : s.Span.StartNanos).ThenBy(s => s.Span.TraceId, StringComparer.Ordinal).DistinctBy(s => s.Span.TraceId).Take(q.Limit)
            .Select(s => new TraceFound(
                s.Span.TraceId, At(s.Span.StartNanos), s.Span.DurationNanos / 1e6, s.Span.Origin.Service, s.Span.Name, s.Span.Origin.Version, s.Operation, s.Span.IsError, q.Operation is null && !IsRoot(s.Span)))];
    }

    private static bool IsRoot(CapturedSpan span) => span.IsRoot || span.ParentSpanId == span.SpanId;

    /// <summary>An entry span of a trace without a root, unless another entry span is what the trace begins with.</summary>
    private bool IsPart(CapturedSpan span)
    {
        var trace = spans.Select(s => s.Span).Where(s => s.TraceId == span.TraceId).ToList();
        var begins = trace.Where(s => IsEntry(s) && trace.TrueForAll(p => p.SpanId != s.ParentSpanId)).ToList();
        return IsEntry(span) && !trace.Exists(IsRoot) && (begins.Count == 0 || begins.Contains(span));
    }

    private static bool IsEntry(CapturedSpan span) => span.Kind is "server" or "consumer";

    private IReadOnlyList<SpanDetail> Details(SpanDetailQuestion q) =>
        [.. spans.Where(s => s.Span.TraceId == q.TraceId && q.SpanIds?.Contains(s.Span.SpanId) != false).Take(q.Limit).Select(s => new SpanDetail(
            s.Span.SpanId, s.Span.Kind, s.Span.StartNanos, s.Span.StatusMessage, s.Span.Origin.Version, s.Span.Origin.Instance, q.WithAttributes ? Text(s.Span.Attributes) : new Dictionary<string, string>(),
            [.. s.Span.Events.Select(e => new SpanHappening(e.Name, At(e.TimeNanos), Text(e.Attributes)))], [.. s.Span.Links.Select(l => new SpanLinked(l.TraceId, l.SpanId, new Dictionary<string, string>()))]))];

    private IReadOnlyList<SignalUse> Use(SignalUseQuestion q)
    {
        var mark = $"{q.Signal.Id}@{q.Signal.Version}";
        var records = spans.Select(s => (s.Span.Origin, Time: s.Span.StartNanos, Own: q.Signal.Kind == SignalKind.Span && Mark(s.Span.Attributes) == mark))
            .Concat(all.Logs.Select(l => (l.Origin, Time: l.TimeNanos, Own: q.Signal.Kind == SignalKind.Event && Mark(l.Attributes) == mark)))
            .Where(r => Within(r.Time, q.Range)).ToList();
        return [.. records.GroupBy(r => (r.Origin.Service, r.Origin.Instance)).Where(g => records.Any(r => r.Own && r.Origin.Service == g.Key.Service))
            .OrderBy(g => g.Key.Service, StringComparer.Ordinal).ThenBy(g => g.Key.Instance, StringComparer.Ordinal).Take(q.Limit)
            .Select(g => new SignalUse(g.Key.Service, g.Key.Instance, At(g.Min(r => r.Time)), At(g.Max(r => r.Time)), g.Count(r => r.Own), 0, g.Count(), 0))];
    }

    private IReadOnlyList<SignalValues> Values(SignalValuesQuestion q) => q.Signal.Kind == SignalKind.Metric ? ValuesOfGauges(q)
        : [.. spans.Where(s => q.Signal.Kind == SignalKind.Span && Within(s.Span.StartNanos, q.Range) && Mark(s.Span.Attributes).StartsWith(q.Signal.Id + "@", StringComparison.Ordinal))
            .GroupBy(s => int.Parse(Mark(s.Span.Attributes).Split('@')[1], System.Globalization.CultureInfo.InvariantCulture)).OrderBy(g => g.Key).Take(q.Limit)
            .Select(g => Valued(g.Key, g.Select(s => s.Span.DurationNanos / 1e6)))];

    // By how much counters and histograms grew is told by the stores' own tests.
    private IReadOnlyList<SignalValues> ValuesOfGauges(SignalValuesQuestion q) => [.. all.Metrics.Where(m => m.Name == q.Signal.Name && m.Kind == CapturedMetricKind.Gauge)
        .SelectMany(m => m.Points.Where(p => p.Value is not null && Within(p.TimeNanos, q.Range)).Select(p => (Version: VersionIn(m.Origin.Scope, q.Signal.Id), p.Value)))
        .Where(p => p.Version is not null).GroupBy(p => p.Version!.Value).OrderBy(g => g.Key).Take(q.Limit).Select(g => Valued(g.Key, g.Select(p => p.Value!.Value)))];

    private static int? VersionIn(InstrumentationScope scope, string signal) =>
        (scope.Attributes.GetValueOrDefault("upshot.signals")?.Text ?? "").Split(',').Where(c => c.StartsWith(signal + "@", StringComparison.Ordinal))
            .Select(c => int.TryParse(c[(signal.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : (int?)null).FirstOrDefault();

    private static SignalValues Valued(int version, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(version, sorted.Length, Quantile(sorted, 0.5), Quantile(sorted, 0.95), Quantile(sorted, 0.99));
    }

    private IReadOnlyList<CostMinute> Costs(CostQuestion q)
    {
        var answered = Counted(q.Range).GroupBy(r => (r.Service, r.Minute)).ToDictionary(g => g.Key, g => g.Sum(r => r.Weight) / 60.0);
        var sent = spans.Where(s => Within(s.Span.StartNanos, q.Range)).GroupBy(s => (s.Span.Origin.Service, Minute: MinuteOf(s.Span.StartNanos))).Select(g => (g.Key.Service, Name: CostMetric.Spans, Unit: "{span}/s", g.Key.Minute, Cost: g.Count() / 60.0));
        var measured = all.Metrics.Where(m => System.Text.RegularExpressions.Regex.IsMatch(m.Name, CostMetric.Pattern, System.Text.RegularExpressions.RegexOptions.IgnoreCase))
            .SelectMany(m => m.Points.Where(p => p.Value is not null && Within(p.TimeNanos, q.Range)).Select(p => (Metric: m, Point: p, Series: string.Join(',', p.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)) + m.Origin.Instance)))
            .GroupBy(p => (p.Metric.Origin.Service, p.Metric.Name, p.Metric.Unit, p.Series))
            .SelectMany(s => CostMetric.ByMinute([.. s.GroupBy(p => MinuteOf(p.Point.TimeNanos)).OrderBy(m => m.Key).Select(m => new CostMetric(
                m.Key, m.All(p => p.Metric.IsMonotonic), m.All(p => p.Metric.Temporality == CapturedTemporality.Cumulative), m.MaxBy(p => p.Point.TimeNanos).Point.Value!.Value, m.Sum(p => p.Point.Value!.Value), m.Average(p => p.Point.Value!.Value)))])
                .Select(m => (s.Key.Service, s.Key.Name, s.Key.Unit, m.Minute, m.Cost)));
        return [.. measured.GroupBy(c => (c.Service, c.Name, c.Unit, c.Minute)).Select(g => (g.Key.Service, g.Key.Name, g.Key.Unit, g.Key.Minute, Cost: g.Sum(c => c.Cost))).Concat(sent)
            .Where(c => answered.GetValueOrDefault((c.Service, c.Minute)) > 0).Select(c => new CostMinute(c.Service, c.Name, c.Unit, At(c.Minute), answered[(c.Service, c.Minute)], c.Cost))
            .OrderBy(c => c.Service, StringComparer.Ordinal).ThenBy(c => c.Measure, StringComparer.Ordinal).ThenBy(c => c.Minute)];
    }

    private static long MinuteOf(long nanos) => nanos / (s_minute.Ticks * 100) * (s_minute.Ticks * 100);

    private StoreSize Size() => new([new("traces", 0, 0, all.Spans.Count), new("metrics", 0, 0, all.Metrics.Sum(m => m.Points.Count)), new("logs", 0, 0, all.Logs.Count)], 0, 0, []);

    /// <summary>By the minute, as counts are: a minute counts when it begins within.</summary>
    private IEnumerable<StoredRequest> Counted(TimeRange range) => requests.Where(r => Within(r.Minute, range));

    private static bool Within(long nanos, TimeRange range) => nanos >= Nanos.Of(range.From) && nanos < Nanos.Of(range.To);

    private static DateTimeOffset At(long nanos) => Nanos.ToMoment(nanos);

    private static SamplingVariance Sampling(IEnumerable<StoredRequest> of) => SamplingVariance.Sum(of.Where(r => r.Weight > 1).Select(r => SamplingVariance.Of(r.Weight, !r.IsError)));

    private static ExponentialHistogram? Variance(IEnumerable<StoredRequest> of)
    {
        var variance = new ExponentialHistogram();
        foreach (var request in of.Where(r => r.Weight > 1 && !r.IsError))
        {
            variance.Add(request.Duration, request.Weight * (request.Weight - 1));
        }

        return variance.Count > 0 ? variance : null;
    }

    private static ExponentialHistogram Latency(IEnumerable<StoredRequest> of)
    {
        var latency = new ExponentialHistogram();
        foreach (var request in of.Where(r => !r.IsError))
        {
            latency.Add(request.Duration, request.Weight);
        }

        return latency;
    }

    private static double Quantile(double[] sorted, double q)
    {
        var at = q * (sorted.Length - 1);
        var low = sorted[(int)at];
        return low + ((sorted[Math.Min((int)at + 1, sorted.Length - 1)] - low) * (at - Math.Floor(at)));
    }

    private static string Mark(IReadOnlyDictionary<string, CapturedValue> attributes) => attributes.GetValueOrDefault("upshot.signal")?.Text ?? "";

    private static Dictionary<string, string> Text(IReadOnlyDictionary<string, CapturedValue> attributes) => attributes.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => a.Value.Text);

    private static SpanEvidence EvidenceOf(CapturedSpan s, bool withAttributes = false) => new(s.SpanId, s.ParentSpanId, s.Origin.Service, s.Name, s.Kind, s.StartNanos, s.DurationNanos, s.IsError)
    {
        Attributes = s.Attributes.Where(a => withAttributes || a.Key is "http.route" or "db.query.text" or "error.type").Select(a => (a.Key, a.Value.Text))
            .Concat(s.Attributes.TryGetValue("feature_flag.key", out var flag) ? [($"feature_flag.{flag.Text}", s.Attributes["feature_flag.result.variant"].Text)] : [])
            .ToDictionary(a => a.Key, a => a.Text),
        Version = s.Origin.Version,
        Instance = s.Origin.Instance,
    };
}
