using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>Versions on hosts that ran before either came to be told from the other, as those of a stateful set do: an hour before and an hour of both.</summary>
internal static class Pasts
{
    private const int Hour = 60;

    /// <summary>Not a part of the tests' short form.</summary>
    private const double Dear = 4;

    public static IEnumerable<Situation> All()
    {
        foreach (var (hosts, spread, isKnown, bar) in new[] { (3, 0.15, false, 0.02), (3, 0.15, true, 0.35), (5, 0.15, false, 0.10), (5, 0.15, true, 0.90), (3, 0.03, false, 0.53), (3, 0.03, true, 0.53) })
        {
            yield return new("hosts that ran before (CUPED): p50 +20 % found", $"{hosts} v {hosts}, {100 * spread:0} % apart, {(isKnown ? "their hour before known" : "nothing known of before")}", bar, false, seed => IsFound(seed, hosts, spread, 1.2, isKnown), isKnown && hosts == 5 ? 1 : Dear);
        }

        foreach (var (hosts, spread) in new[] { (3, 0.03), (3, 0.15), (5, 0.15), (2, 0.15) })
        {
            yield return new("hosts that ran before, same code: p50 different", $"{hosts} v {hosts}, {100 * spread:0} % apart", 0.01, true, seed => IsFound(seed, hosts, spread, 1, true), Dear);
        }
    }

    private static bool IsFound(int seed, int hosts, double spread, double effect, bool isKnown)
    {
        var model = new ServiceModel { Between = spread };
        var simulator = new Simulator(new Chance(seed));
        var shared = simulator.Chance.Autoregressive(2 * Hour, model.Shared, model.Phi);
        Process[] a = simulator.Processes(model, hosts), b = simulator.Processes(model, hosts);
        var past = simulator.Run(model, "host", [.. a, .. b], shared, -Hour, Hour, 1);
        var before = simulator.Run(model, "host", a, shared, 0, Hour, 1, sharedFrom: Hour);
        var after = simulator.Run(model, "", b, shared, 0, Hour, 1, effect, sharedFrom: Hour).ConvertAll(r => r with { Instance = $"host-{hosts + int.Parse(r.Instance[1..], System.Globalization.CultureInfo.InvariantCulture)}" });
        return new Trial(seed, model).Found(new ComparisonEvidence(new("1.0", isKnown ? [.. past, .. before] : before), new("1.1", after)), Measure.LatencyP50);
    }
}
