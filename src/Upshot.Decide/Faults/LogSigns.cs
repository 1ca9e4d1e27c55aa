using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>Services whose logs tell of errors that they did not tell of before, or leave out what they always said.</summary>
internal static class LogSigns
{
    private const double Smallest = 0.03;
    private const double FewestDeviations = 4;

    // What shows in this part of the requests is half the strength: faults may be in one operation of many.
    private const double HalfShare = 0.05;

    // A line that stands in fewer requests than this tells little by being absent.
    private const double UsualLine = 0.05;
    private const double UsualDrift = 0.15;

    public static IEnumerable<FaultSign> Of(TelemetryExport export, CallForest forest)
    {
        var (before, now) = (forest.Requests(g => g.Normal), forest.Requests(g => g.Bad));
        var (normalLength, badLength) = ((double)(export.Normal.To - export.Normal.From), (double)(export.Bad.To - export.Bad.From));
        foreach (var service in export.Logs.GroupBy(l => l.Service))
        {
            // Requests, where traces tell them; otherwise time.
            var (of, to) = before.TryGetValue(service.Key, out var b) && now.TryGetValue(service.Key, out var n) && b > 0 && n > 0 ? (b, n) : (normalLength / 1e9, badLength / 1e9);
            foreach (var template in service.GroupBy(l => (l.IsError, Text: LogTemplate.Of(l.Message))))
            {
                var (was, @is) = (template.Count(l => export.Normal.Contains(l.TimeNanos)), template.Count(l => export.Bad.Contains(l.TimeNanos)));
                var expected = was * to / of;
                var spread = Math.Sqrt(expected + 1 + (UsualDrift * UsualDrift * expected * expected));
                if (template.Key.IsError && (@is - expected) / spread > FewestDeviations)
                {
                    var share = Math.Min(1, (@is - expected) / to);
                    if (share > Smallest)
                    {
                        yield return new FaultSign(service.Key, FaultKind.Errors, share / (share + HalfShare), string.Create(CultureInfo.InvariantCulture, $"Its log tells {@is} times (expected: {expected:0}) of: {template.Key.Text}"));
                    }
                }
                else if (!template.Key.IsError && was / of > UsualLine && (expected - @is) / spread > FewestDeviations)
                {
                    yield return new FaultSign(service.Key, FaultKind.SkippedWork, (expected - @is) / expected * (was / of) / ((was / of) + HalfShare), string.Create(CultureInfo.InvariantCulture, $"Its log has {@is} times (expected: {expected:0}): {template.Key.Text}"));
                }
            }
        }
    }
}
