namespace Upshot.Decide.Faults;

/// <summary>
/// Divides what calls take longer among services: each works slower by a factor, and each adds a delay to every call between it and another. Least squares with
/// neither below zero and a price on both (Tibshirani, "Regression shrinkage and selection via the lasso", 1996), so that one service that explains all its
/// neighbours is preferred to all of them together.
/// </summary>
internal sealed class DelaySplit
{
    private const int Sweeps = 200;
    private const double Price = 2.0;

    // A call that none other tells apart is laid to who is called: a caller's delay would show in its other calls.
    private const double CallerPrice = 1.05;

    private readonly List<SlowGroup> _rows;
    private readonly Dictionary<string, double> _delay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _factor = new(StringComparer.Ordinal);

    private DelaySplit(List<SlowGroup> rows) => _rows = rows;

    public static DelaySplit Of(List<SlowGroup> rows)
    {
        var split = new DelaySplit(rows);
        split.Solve();
        return split;
    }

    /// <summary>Milliseconds that a call waits between services because of this one.</summary>
    public double Delay(string service) => _delay.GetValueOrDefault(service);

    /// <summary>Milliseconds of a call of the group that are its service's own work.</summary>
    public double OwnOf(SlowGroup row) => Math.Max(0, row.Excess - Services(row.Group).Sum(s => PartOf(row.Group, s) * Delay(s)));

    private static IEnumerable<string> Services(CallGroup group) => group.Bad.Outgoing.Keys.Append(group.Service).Distinct();

    public static IEnumerable<(string Service, double Calls)> CallsOf(CallGroup group) => group.Bad.Outgoing.Select(o => (o.Key, (double)o.Value / group.Bad.Count));

    /// <summary>How many delays of a service are in a call of the group; a step that ends in something untraced, a database for instance, may have one.</summary>
    public static double PartOf(CallGroup group, string service) => group.IsLeaf
        ? group.Service == service ? 1 : 0
        : CallsOf(group).Sum(c => (c.Service == service ? c.Calls : 0) + (group.Service == service ? c.Calls : 0));

    private void Solve()
    {
        var terms = new Dictionary<(bool IsDelay, string Service), List<(int Row, double Part)>>();
        for (var r = 0; r < _rows.Count; r++)
        {
            var group = _rows[r].Group;
            Add((false, group.Service), r, _rows[r].Usual);
            foreach (var service in Services(group).Where(s => PartOf(group, s) > 0))
            {
                Add((true, service), r, PartOf(group, service));
            }
        }

        double[] left = [.. _rows.Select(r => r.Excess)];
        double[] weight = [.. _rows.Select(r => 1 / (r.Error * r.Error))];
        var values = terms.Keys.ToDictionary(k => k, _ => 0.0);
        var callers = _rows.Where(r => r.Group.Bad.Outgoing.Count > 0).Select(r => r.Group.Service).ToHashSet(StringComparer.Ordinal);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var (key, parts) in terms)
            {
                var (top, bottom) = (0.0, 1e-12);
                foreach (var (row, part) in parts)
                {
                    top += weight[row] * part * (left[row] + (part * values[key]));
                    bottom += weight[row] * part * part;
                }

                // The price is per standard error of the value, so it has no unit.
                var price = Price * Math.Sqrt(bottom) * (key.IsDelay && callers.Contains(key.Service) ? CallerPrice : 1);
                var next = Math.Max(0, (top - price) / bottom);
                foreach (var (row, part) in parts)
                {
                    left[row] -= part * (next - values[key]);
                }

                values[key] = next;
            }
        }

        foreach (var (key, value) in values)
        {
            (key.IsDelay ? _delay : _factor)[key.Service] = value;
        }

        void Add((bool, string) key, int row, double part)
        {
            if (!terms.TryGetValue(key, out var parts))
            {
                terms.Add(key, parts = []);
            }

            parts.Add((row, part));
        }
    }
}
