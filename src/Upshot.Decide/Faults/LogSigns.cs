using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>Services whose logs tell of errors that they did not tell of before, or leave out what they always said.</summary>
internal static class LogSigns
{
    private const double Smallest = 0.03;
    private const double FewestDeviations = 3.7;

    // What shows in this part of the requests is half the strength: faults may be in one operation of many.
    private const double HalfShare = 0.05;

    // A line that stands in fewer requests than this tells little by being absent.
    private const double UsualLine = 0.05;
    private const double UsualDrift = 0.15;

    // A line that comes as often as an operation is called comes with each call of it.
    private const double Apart = 0.02;
    private const int FewestCalls = 20;

    private static List<(int Normal, int Bad)> CallsOf(CallForest forest, string service) => [.. forest.Groups.Where(g => g.Service == service && (g.Caller is null || g.CrossesServices)).GroupBy(g => g.Operation)
        .Select(g => (Normal: g.Sum(x => x.Normal.Count), Bad: g.Sum(x => x.Bad.Count))).Where(g => g.Normal > 0)];

    /// <summary>
    /// In which share of an operation's calls a line surely is missing that came with each of them: what calls themselves vary by plays no part. Where it may be of several operations, it is of the one that is
    /// called least now.
    /// </summary>
    private static double Missing(List<(int Normal, int Bad)> calls, int was, int now)
    {
        var (normal, bad) = calls.Where(c => c.Normal >= FewestCalls && Math.Abs(was - c.Normal) <= Apart * c.Normal).DefaultIfEmpty().MinBy(c => c.Bad);
        return ShareChange.Sure(Math.Max(0, normal - was), normal, bad - now, bad);
    }

    // The signed root of the deviance of a Poisson count, with what counts differ by anyway.
    private static double Deviations(double count, double expected)
    {
        if (expected <= 0)
        {
            return 0;
        }

        var deviance = 2 * ((count == 0 ? 0 : count * Math.Log(count / expected)) - (count - expected));
        return Math.Sign(count - expected) * Math.Sqrt(Math.Max(0, deviance) / (1 + (UsualDrift * UsualDrift * expected)));
    }

    public static IEnumerable<FaultSign> Of(TelemetryExport export, CallForest forest)
    {
        var (before, now) = (forest.Requests(g => g.Normal), forest.Requests(g => g.Bad));
        var (normalLength, badLength) = ((double)(export.Normal.To - export.Normal.From), (double)(export.Bad.To - export.Bad.From));
        foreach (var service in export.Logs.GroupBy(l => l.Service))
        {
            // Requests, where traces tell them; otherwise time.
            var (of, to) = before.TryGetValue(service.Key, out var b) && now.TryGetValue(service.Key, out var n) && b > 0 && n > 0 ? (b, n) : (normalLength / 1e9, badLength / 1e9);
            var calls = CallsOf(forest, service.Key);
            // A line may be of any operation of the service; when one is called less, its lines come less, and that is its callers' doing.
            var leastCalled = calls.Select(c => (double)c.Bad / c.Normal).DefaultIfEmpty(double.PositiveInfinity).Min();
            foreach (var template in service.GroupBy(l => (l.IsError, Text: LogTemplate.Of(l.Message))))
            {
                var (was, @is) = (template.Count(l => export.Normal.Contains(l.TimeNanos)), template.Count(l => export.Bad.Contains(l.TimeNanos)));
                var expected = was * to / of;
                var fewer = Math.Min(expected, was * leastCalled);
                if (template.Key.IsError && Deviations(@is, Math.Max(expected, 0.5)) > FewestDeviations)
                {
                    var share = Math.Min(1, (@is - expected) / to);
                    if (share > Smallest)
                    {
                        yield return new FaultSign(service.Key, FaultKind.Errors, share / (share + HalfShare), string.Create(CultureInfo.InvariantCulture, $"Its log tells {@is} times (expected: {expected:0}) of: {template.Key.Text}"));
                    }
                }
                else if (!template.Key.IsError && was / of > UsualLine && (-Deviations(@is, fewer) > FewestDeviations ? (fewer - @is) / fewer : Missing(calls, was, @is)) is > 0 and var missing)
                {
                    yield return new FaultSign(service.Key, FaultKind.SkippedWork, missing * (was / of) / ((was / of) + HalfShare), string.Create(CultureInfo.InvariantCulture, $"Its log has {@is} times (expected: {fewer:0}): {template.Key.Text}"));
                }
            }
        }
    }
}
