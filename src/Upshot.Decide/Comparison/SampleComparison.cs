using System.Globalization;

namespace Upshot.Decide.Comparison;

/// <summary>Compares samples of two programs, replicate by replicate: the median of each replicate is one number, and only these are tested.</summary>
public static class SampleComparison
{
    /// <param name="margin">The largest relative harm that is acceptable: 0.02 is 2 %.</param>
    public static ComparisonResult Compare(SampleArm baseline, SampleArm candidate, double margin, ComparisonOptions options)
    {
        var step = Benchmarks.Resolution.Step(baseline.Replicates, candidate.Replicates);
        double[] before = Medians(baseline), after = Medians(candidate);
        var level = before.Length == 0 ? 0 : Math.Abs(Quantiles.Median(before));
        var result = ReplicateComparison.Compare(
            [.. before.Select(v => new[] { v })], [.. after.Select(v => new[] { v })], margin, options.HigherIsBetter, options.Alpha, step > 0 && level > 0 ? Math.Min(1, step / 2 / level) : 0);
        var notes = new List<string>(result.Notes);
        if (Math.Min(baseline.Replicates.Count, candidate.Replicates.Count) < 2)
        {
            notes.Add("One process says nothing about how processes differ: two runs of the same program would be told apart more often than one time in three. Run each side in several processes.");
        }

        if (step > 0 && level > 0)
        {
            notes.Add($"Many values are equal: the smallest step between them, {step.ToString("G3", CultureInfo.InvariantCulture)}, is within what the clock or the counter cannot tell, and no difference is smaller than it.");
        }

        if (result.Method.EndsWith("difference", StringComparison.Ordinal))
        {
            notes.Add("Some medians are not positive, so differences were compared instead of ratios; the margin is relative to the size of the baseline's mean.");
        }

        return (result with { Notes = notes, Subject = options.Subject.Length == 0 ? "The median" : options.Subject, HigherIsBetter = options.HigherIsBetter }).WithSentence();
    }

    private static double[] Medians(SampleArm arm) => [.. arm.Replicates.Select(r => Quantiles.Median(r.Values))];
}
