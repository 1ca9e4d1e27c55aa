using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>
/// How much longer requests take because others came: the part of a difference of means that goes to shares of kinds (Oaxaca, "Male-female wage differentials in urban
/// labor markets", 1973; Blinder, 1973). Kinds are told apart by what the entry span says that is known when the request comes.
/// </summary>
internal static class MixEffect
{
    private const int MostKinds = 30;
    private const double LeastShift = 0.05;

    // What a process decides, or what becomes of the request, is no kind of request.
    private static readonly string[] Decided = ["feature_flag", "error", "exception", "http.response", "http.status", "service.", "host", "db.", "otel.", "thread", "server.", "network", "rpc.grpc.status", "upshot.", "code."];

    /// <summary>In nanoseconds; of the attribute that tells the most, 0 where shares did not move.</summary>
    public static double Of(IReadOnlyList<TraceEvidence> baseline, IReadOnlyList<TraceEvidence> candidate)
    {
        var (before, after) = (Requests(baseline), Requests(candidate));
        var names = before.Concat(after).SelectMany(r => r.Facts.Keys).Distinct().Where(n => !Decided.Any(d => n.StartsWith(d, StringComparison.Ordinal))).Order(StringComparer.Ordinal);
        return names.Select(n => OfOne(before, after, n)).DefaultIfEmpty(0).MaxBy(Math.Abs);
    }

    private static double OfOne(List<Request> before, List<Request> after, string name)
    {
        var (was, now) = (Kinds(before, name), Kinds(after, name));
        if (was.Count < 2 || was.Count > MostKinds || now.Count > MostKinds)
        {
            return 0;
        }

        var shift = was.Keys.Union(now.Keys).Sum(k => Math.Abs(now.GetValueOrDefault(k).Share - was.GetValueOrDefault(k).Share)) / 2;
        // Chance moves shares too: three standard errors of a half at most.
        var chance = 3 * Math.Sqrt((0.25 / before.Count) + (0.25 / after.Count));
        if (shift < Math.Max(LeastShift, chance))
        {
            return 0;
        }

        // At the durations that each kind had before; of a kind that is new, at its present one.
        return was.Keys.Union(now.Keys).Sum(k => (now.GetValueOrDefault(k).Share - was.GetValueOrDefault(k).Share) * (was.TryGetValue(k, out var old) ? old.Mean : now[k].Mean));
    }

    private static Dictionary<string, (double Share, double Mean)> Kinds(List<Request> requests, string name)
    {
        var weight = requests.Sum(r => r.Weight);
        return requests.GroupBy(r => r.Facts.GetValueOrDefault(name, "")).ToDictionary(g => g.Key, g => (g.Sum(r => r.Weight) / weight, g.Sum(r => r.Weight * r.Nanos) / g.Sum(r => r.Weight)));
    }

    private static List<Request> Requests(IReadOnlyList<TraceEvidence> traces) => [.. traces.Where(t => t.Weight > 0 && double.IsFinite(t.Weight)).Select(t => (Trace: t, Root: t.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0))).Where(t => t.Root is not null)
        .Select(t => new Request(t.Root!.Attributes, t.Trace.Weight, Math.Max(0, t.Root.DurationNanos)))];

    private sealed record Request(IReadOnlyDictionary<string, string> Facts, double Weight, double Nanos);
}
