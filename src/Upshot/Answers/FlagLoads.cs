using System.Globalization;
using Upshot.Decide.Scaling;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <param name="Measure">medianLatency, whose effects are ratios, or errorRatio, whose effects are differences.</param>
/// <param name="Thirds">From little load to much.</param>
/// <param name="Interaction">The effect at much load over that at little.</param>
public sealed record FlagLoad(string Measure, string Off, string On, IReadOnlyList<FlagLoadThird> Thirds, Interval Interaction, double P, string Sentence);

/// <param name="LeastLoad">Requests a second of both variants together.</param>
public sealed record FlagLoadThird(double LeastLoad, double MostLoad, int Blocks, Interval Effect);

/// <summary>Whether what a flag does depends on load, in sentences.</summary>
internal static class FlagLoads
{
    private static readonly string[] Words = ["at little load", "at middling load", "at much load"];

    /// <returns>Empty: too few blocks of time have enough requests of both variants, or load hardly varied.</returns>
    public static IReadOnlyList<FlagLoad> Of(ArmEvidence off, ArmEvidence on)
    {
        var found = new List<FlagLoad>();
        if (LoadThirds.OfLatency(off.Replicates, on.Replicates) is { } latency)
        {
            found.Add(Shown("medianLatency", "median latency", latency, v => $"{Signed(100 * (v - 1))} %"));
        }

        if (LoadThirds.OfFailures(off.Replicates, on.Replicates) is { } failures && failures.Thirds.Any(t => t.Effect.Value != 0))
        {
            found.Add(Shown("errorRatio", "the error ratio", failures, v => $"{Signed(100 * v)} points"));
        }

        return found;

        FlagLoad Shown(string measure, string name, LoadThirds thirds, Func<double, string> text) => new(
            measure, off.Version, on.Version, [.. thirds.Thirds.Select(t => new FlagLoadThird(t.LeastLoad, t.MostLoad, t.Blocks, Interval.Of(t.Effect)))], Interval.Of(thirds.Interaction), thirds.P,
            $"{on.Version} against {off.Version} changes {name} by {string.Join(", ", thirds.Thirds.Select((t, i) => $"{text(t.Effect.Value)} {Words[i]} ({Load(t.LeastLoad)} to {Load(t.MostLoad)} requests a second)"))}: {Interaction(thirds)}.");
    }

    private static string Interaction(LoadThirds thirds)
    {
        var p = thirds.P < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p {thirds.P:0.###}");
        return thirds.P <= LoadThirds.Alpha ? $"what it does depends on load ({p})" : $"that it depends on load is not shown ({p})";
    }

    private static string Signed(double value) => value.ToString("+0.#;−0.#;±0", CultureInfo.InvariantCulture);

    private static string Load(double load) => load.ToString("0.##", CultureInfo.InvariantCulture);
}
