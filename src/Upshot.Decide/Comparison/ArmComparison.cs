using Upshot.Plan;
using Upshot.Plan.Evidence;

namespace Upshot.Decide.Comparison;

/// <summary>Compares two versions by one measure of one operation.</summary>
public static class ArmComparison
{
    /// <param name="margin">The largest harm that is acceptable: relative (0.02 is 2 %), for the error ratio in ratio points (0.001 is 0.1 %).</param>
    public static ComparisonResult Compare(ArmEvidence baseline, ArmEvidence candidate, Measure measure, double margin, ComparisonOptions options)
    {
        var byProcess = Math.Min(Units.Processes(baseline), Units.Processes(candidate)) >= Units.ProcessesForProcessUnits;
        var (before, after) = (Units.Of(baseline, byProcess, measure.FewestEvents()), Units.Of(candidate, byProcess, measure.FewestEvents()));
        var result = measure == Measure.ErrorRatio
            ? ErrorRatioComparison.Compare(before, after, margin, options.Alpha)
            : ReplicateComparison.Compare(Values(before, measure), Values(after, measure), margin, measure.IsHigherBetter(), options.Alpha, measure.Quantile() is null ? 0 : MeasureKind.SketchError);
        return (result with
        {
            Measure = measure,
            HigherIsBetter = measure.IsHigherBetter(),
            Subject = options.Subject.Length > 0 ? options.Subject : $"The {measure.Name()}",
            Notes = [.. result.Notes, .. Notes(baseline, candidate, result, measure, byProcess)],
        }).WithSentence();
    }

    private static List<double[]> Values(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> processes, Measure measure) =>
        [.. processes.Select(units => units.Where(u => u.Count >= measure.FewestEvents() && (measure != Measure.Throughput || u.Length > TimeSpan.Zero)).Select(u => measure.Of(u)).ToArray()).Where(values => values.Length > 0)];

    private static IEnumerable<string> Notes(ArmEvidence baseline, ArmEvidence candidate, ComparisonResult result, Measure measure, bool byProcess)
    {
        foreach (var arm in new[] { baseline, candidate })
        {
            if (arm.Replicates.Sum(r => r.Count) == 0 && measure != Measure.Throughput)
            {
                yield return $"{arm.Version}: no request was seen.";
            }
        }

        if (!byProcess && result.Basis is not null)
        {
            yield return "Fewer than three processes ran each version, so blocks of time were compared: how processes differ from one another is not in the interval.";
        }

        if (result.Basis is null && measure.FewestEvents() > 1)
        {
            yield return $"A block needs {measure.FewestEvents()} requests before a {measure.Name()} can be read from it.";
        }
    }
}
