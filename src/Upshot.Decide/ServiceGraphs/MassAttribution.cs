namespace Upshot.Decide.ServiceGraphs;

/// <summary>When an excess counts.</summary>
/// <param name="TargetDeviations">The target's own run of rows lies so many standard deviations above the usual.</param>
/// <param name="TargetChance">No more than this share of the baseline's windows look as bad.</param>
/// <param name="NodeDeviations">A node's own excess lies so many standard deviations above its usual own excess.</param>
/// <param name="LeastShare">And is at least this part of the target's excess.</param>
/// <param name="MostShare">And at most so many times as large: what hardly shows at the target is not what users wait for.</param>
public sealed record AttributionGate(double TargetDeviations = 1.5, double TargetChance = 0.15, double NodeDeviations = 4.5, double LeastShare = 0.15, double MostShare = 6);

/// <summary>
/// Which service on the known call graph makes the target slow or fail: mass attribution. The excess of a node is (value − usual) × requests; its own excess is
/// what its callees' positive excesses leave; nodes are ranked by it. Two gates keep it silent when nothing is wrong: the target's worst run of rows has to be rare among
/// the windows of the baseline, and a node's own excess has to be far outside its usual own excess over as many rows.
/// </summary>
public static class MassAttribution
{
    private const int MostBlocks = 400;
    private const double LeastSpreadShare = 1e-6;

    public static IReadOnlyList<NodeExcess> Of(CallGraph graph, ServiceMetrics baseline, ServiceMetrics window, string target, AttributionGate? gate = null)
    {
        gate ??= new AttributionGate();
        var found = new List<(double Deviations, IReadOnlyList<NodeExcess> Nodes)>();
        foreach (var measure in Enum.GetValues<ServiceMeasure>())
        {
            var masses = graph.ReachedFrom(target).Select(node => ExcessMass.Of(node, measure, baseline, window)).OfType<ExcessMass>().ToDictionary(m => m.Node);
            if (masses.TryGetValue(target, out var own) && WorstRun.Of(own, Floor(measure), MostBlocks) is { } run && run.Deviations >= gate.TargetDeviations && run.Chance <= gate.TargetChance)
            {
                found.Add((run.Deviations, Nodes(graph, masses, measure, run, gate)));
            }
        }

        return [.. found.OrderByDescending(f => f.Deviations).SelectMany(f => f.Nodes)];
    }

    private static List<NodeExcess> Nodes(CallGraph graph, Dictionary<string, ExcessMass> masses, ServiceMeasure measure, WorstRun run, AttributionGate gate)
    {
        var nodes = new List<NodeExcess>();
        foreach (var mass in masses.Values)
        {
            var callees = graph.CalleesOf(mass.Node).Where(masses.ContainsKey).Select(c => masses[c]).ToList();
            var usual = UsualRange.Of(Own(UsualRange.Sums(mass.Baseline, run.Length), callees.Select(c => UsualRange.Sums(c.Baseline, run.Length))), Floor(measure)(mass, run.Length));
            var excess = Own([run.SumOf(mass.Window)], callees.Select(c => new[] { run.SumOf(c.Window) }))[0];
            if (excess > 0 && usual.Deviation(excess) >= gate.NodeDeviations && excess >= gate.LeastShare * run.Sum && excess <= gate.MostShare * run.Sum)
            {
                nodes.Add(new NodeExcess(mass.Node, measure, excess, Math.Min(1, excess / run.Sum), usual.Deviation(excess)));
            }
        }

        return [.. nodes.OrderByDescending(n => n.Excess).ThenBy(n => n.Node, StringComparer.Ordinal)];
    }

    private static double[] Own(double[] sums, IEnumerable<double[]> callees)
    {
        var own = sums.ToArray();
        foreach (var callee in callees)
        {
            for (var i = 0; i < own.Length && i < callee.Length; i++)
            {
                own[i] -= Math.Max(0, callee[i]);
            }
        }

        return own;
    }

    // Failures come one by one: their number varies by its square root at least, and one is none.
    private static Func<ExcessMass, int, double> Floor(ServiceMeasure measure) => measure == ServiceMeasure.Failures
        ? (_, _) => 1
        : (mass, length) => Math.Max(1e-12, LeastSpreadShare * length * Math.Abs(mass.Usual));
}
