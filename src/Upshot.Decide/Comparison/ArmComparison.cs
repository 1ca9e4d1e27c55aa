using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>Compares two versions by one measure of one operation.</summary>
public static class ArmComparison
{
    /// <param name="margin">The largest harm that is acceptable: relative (0.02 is 2 %), for the error ratio in ratio points (0.001 is 0.1 %).</param>
    public static ComparisonResult Compare(ArmEvidence baseline, ArmEvidence candidate, Measure measure, double margin, ComparisonOptions options)
    {
        var byProcess = Math.Min(AnalysisUnits.Processes(baseline), AnalysisUnits.Processes(candidate)) >= AnalysisUnits.ProcessesForProcessUnits;
        var pairing = byProcess ? null : Pairing.Of(baseline, candidate, measure);
        var result = pairing is null ? Unpaired(baseline, candidate, measure, margin, options.Alpha, byProcess)
            : measure == Measure.ErrorRatio ? ErrorRatioComparison.Compare(pairing, margin, options.Alpha)
            : PairedComparison.Compare(pairing, measure, margin, options.Alpha);
        return (result with
        {
            Measure = measure,
            HigherIsBetter = measure.IsHigherBetter(),
            Subject = options.Subject.Length > 0 ? options.Subject : $"The {measure.Name()}",
            Notes = [.. result.Notes, .. Notes(baseline, candidate, result, measure)],
        }).WithSentence();
    }

    private static ComparisonResult Unpaired(ArmEvidence baseline, ArmEvidence candidate, Measure measure, double margin, double alpha, bool byProcess)
    {
        var (before, after) = (AnalysisUnits.Of(baseline, byProcess, measure), AnalysisUnits.Of(candidate, byProcess, measure));
        var result = measure == Measure.ErrorRatio
            ? ErrorRatioComparison.Compare(before, after, margin, alpha)
            : ReplicateComparison.Compare(Values(before, measure), Values(after, measure), margin, measure.IsHigherBetter(), alpha, measure.Quantile() is null ? 0 : MeasureKind.SketchError);
        if (result.TestStatistics is null)
        {
            return result;
        }

        var note = !byProcess
            ? "Fewer than three processes ran each version, so blocks of time were compared: how processes differ from one another is in the interval only where it stands out."
            : Pairing.IsSideBySide(baseline, candidate) ? "The versions ran side by side, with three processes or more each, so processes were compared: how they differ from one another is in the interval." : null;
        return result with { Method = $"{result.Method}, by {(byProcess ? "process" : "block of time")}", Notes = note is null ? result.Notes : [.. result.Notes, note] };
    }

    private static List<double[]> Values(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> processes, Measure measure) =>
        [.. processes.Select(units => units.Where(u => measure.IsReadableFrom(u)).Select(u => measure.Of(u)).ToArray()).Where(values => values.Length > 0)];

    private static IEnumerable<string> Notes(ArmEvidence baseline, ArmEvidence candidate, ComparisonResult result, Measure measure)
    {
        foreach (var arm in new[] { baseline, candidate })
        {
            if (arm.Replicates.Sum(r => r.Count) == 0 && measure != Measure.Throughput)
            {
                yield return $"{arm.Version}: no request was seen.";
            }
            else if (arm.Replicates.Sum(r => measure.Events(r)) == 0 && measure != Measure.Throughput)
            {
                yield return $"{arm.Version}: every request failed, so there is no {measure.Name()}.";
            }
        }

        if (result.TestStatistics is null && measure.FewestEvents() > 1)
        {
            yield return $"A block needs {measure.FewestEvents()} requests before a {measure.Name()} can be read from it.";
        }
    }
}
