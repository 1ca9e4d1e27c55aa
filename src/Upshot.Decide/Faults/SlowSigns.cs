using System.Globalization;

namespace Upshot.Decide.Faults;

/// <summary>Services in which requests take longer: by their own work, or by what passes between them and others.</summary>
internal static class SlowSigns
{
    private const double FewestDeviations = 4;

    // Half a call longer is half the strength.
    private const double HalfStrength = 0.5;
    private const double SmallMillis = 1;

    public static IEnumerable<FaultSign> Of(CallForest forest)
    {
        var rows = forest.Groups.Select(SlowGroup.Of).OfType<SlowGroup>().ToList();
        var common = Common(rows);
        rows = [.. rows.Select(r => r with { Excess = r.Excess - (common * r.Usual) })];
        var split = DelaySplit.Of(rows);
        var found = new List<(string Service, FaultKind Kind, double Total, double Relative, SlowGroup At)>();
        foreach (var service in rows.GroupBy(r => r.Group.Service))
        {
            var own = service.Where(r => r.Deviations >= FewestDeviations).Select(r => (Row: r, Millis: split.OwnOf(r))).Where(o => o.Millis > FewestDeviations * o.Row.Error).ToList();
            if (own.Count > 0)
            {
                var most = own.MaxBy(o => o.Millis * o.Row.Group.Bad.Count);
                found.Add((service.Key, FaultKind.SelfTime, own.Sum(o => o.Millis * o.Row.Group.Bad.Count), own.Max(o => o.Millis / RequestMillis(o.Row.Group)), most.Row));
            }
        }

        foreach (var service in rows.SelectMany(r => r.Group.Bad.Outgoing.Keys.Append(r.Group.Service)).Distinct())
        {
            var touching = rows.Select(r => (Row: r, Calls: DelaySplit.PartOf(r.Group, service))).Where(t => t.Calls > 0).ToList();
            var delay = split.Delay(service);
            if (delay > 0 && touching.Any(t => t.Row.Deviations >= FewestDeviations))
            {
                var most = touching.MaxBy(t => t.Calls * t.Row.Group.Bad.Count * Math.Sign(t.Row.Deviations - FewestDeviations));
                found.Add((service, FaultKind.Network, touching.Sum(t => t.Calls * delay * t.Row.Group.Bad.Count), touching.Max(t => t.Calls * delay / RequestMillis(t.Row.Group)), most.Row));
            }
        }

        var all = found.Sum(f => f.Total);
        foreach (var (service, kind, total, relative, at) in found.OrderByDescending(f => f.Total))
        {
            var per = total / Math.Max(1, at.Group.Bad.Count);
            yield return new FaultSign(service, kind, total / all * (relative / (relative + HalfStrength)), string.Create(
                CultureInfo.InvariantCulture,
                $"{(kind == FaultKind.Network ? "Between it and those it talks to" : $"In its own work, most in {at.Group.Operation},")} requests spend {DurationText.Of(total * 1e6)} more than usual, {100 * total / all:0} % of all that is longer."))
            { At = at.Group };
        }
    }

    // What the request of the service takes in which the call is.
    private static double RequestMillis(CallGroup group)
    {
        while (group.Caller is { } caller && !group.CrossesServices)
        {
            group = caller;
        }

        return (group.Normal.Count == 0 ? 0 : group.Normal.Durations.Average()) + SmallMillis;
    }

    // What all calls are slower or faster by: another load, not a cause.
    private static double Common(List<SlowGroup> rows)
    {
        double[] ratios = [.. rows.Where(r => r.Usual > SmallMillis / 2).Select(r => r.Excess / r.Usual).Order()];
        return ratios.Length < 8 ? 0 : Math.Clamp(ratios[ratios.Length / 2], -0.3, 0.3);
    }
}
