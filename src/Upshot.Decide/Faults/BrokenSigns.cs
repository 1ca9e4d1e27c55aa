using System.Globalization;

namespace Upshot.Decide.Faults;

/// <summary>
/// Operations that fail more often, or do other work than usual: calls that they made are left out, or new ones are made. A call that was made and did not arrive
/// points at who was called.
/// </summary>
internal static class BrokenSigns
{
    private const double Smallest = 0.02;

    public static IEnumerable<FaultSign> Of(CallForest forest)
    {
        foreach (var group in forest.Groups.Where(g => g.Bad.Count > 0))
        {
            var failing = ShareChange.Sure(group.Normal.Errors, Math.Max(group.Normal.Count, 1), group.Bad.Errors, group.Bad.Count);
            if (failing > Smallest)
            {
                yield return new FaultSign(group.Service, FaultKind.Errors, failing, string.Create(
                    CultureInfo.InvariantCulture, $"{group.Operation} fails in {100.0 * group.Bad.Errors / group.Bad.Count:0.#} % of its calls instead of {Percent(group.Normal.Errors, group.Normal.Count)}."))
                { At = group };
            }

            foreach (var sign in Work(group))
            {
                yield return sign;
            }
        }
    }

    private static IEnumerable<FaultSign> Work(CallGroup group)
    {
        var (normal, bad) = (group.Normal, group.Bad);
        var isOnlyCall = IsOnlyCall(group);
        if (isOnlyCall && ShareChange.Sure(normal.Count - normal.With.Values.Sum(), normal.Count, bad.Count - bad.With.Values.Sum(), bad.Count) is > Smallest and var lost)
        {
            // A span that is nothing but the call was there, and the called side is not: the call did not arrive.
            var called = normal.With.MaxBy(w => w.Value).Key;
            yield return new FaultSign(called.Service, FaultKind.Unavailable, lost, string.Create(CultureInfo.InvariantCulture, $"{Percent(bad.Count - bad.With.Values.Sum(), bad.Count)} of the calls of {group.Service} to {called.Operation} do not arrive.")) { At = called };
        }

        foreach (var (child, with) in isOnlyCall ? [] : normal.With)
        {
            var now = bad.With.GetValueOrDefault(child);
            var missing = ShareChange.Sure(normal.Count - with, normal.Count, bad.Count - now, bad.Count);
            if (missing <= Smallest)
            {
                continue;
            }

            yield return new FaultSign(group.Service, FaultKind.SkippedWork, missing, string.Create(CultureInfo.InvariantCulture, $"{group.Operation} calls {child.Service} {child.Operation} in {Percent(now, bad.Count)} of its calls instead of {Percent(with, normal.Count)}.")) { At = group };
        }

        foreach (var (child, with) in bad.With.Where(w => !isOnlyCall && !normal.With.ContainsKey(w.Key)))
        {
            var added = normal.Count == 0 ? 0 : ShareChange.Sure(0, normal.Count, with, bad.Count);
            if (added > Smallest)
            {
                yield return new FaultSign(group.Service, FaultKind.SkippedWork, added, string.Create(CultureInfo.InvariantCulture, $"{group.Operation} calls {child.Service} {child.Operation} in {Percent(with, bad.Count)} of its calls, which it did not before.")) { At = group };
            }
        }
    }

    /// <summary>Usually one call into another service and nothing else under it, inside of the caller's own work.</summary>
    private static bool IsOnlyCall(CallGroup group) =>
        group.Caller is not null && group.Caller.Service == group.Service && group.Normal.With.Count > 0 && group.Normal.With.Keys.All(c => c.Service != group.Service)
        && group.Normal.Outgoing.Count == 1 && group.Normal.Outgoing.Values.First() is var calls && calls <= 1.05 * group.Normal.Count && calls >= 0.7 * group.Normal.Count;

    private static string Percent(double part, double whole) => whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0.#} %");
}
