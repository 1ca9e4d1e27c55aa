using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// The effect of a feature flag. Each process served both variants, and so did each time: the differences within them are free of what processes and hours do.
/// Processes are the replicates where there are enough of them, else blocks of time, a dozen.
/// </summary>
internal sealed class FlagJudgement
{
    private const int FewestProcesses = 4, MostBlocks = 12;
    private readonly List<(List<ReplicateEvidence> Off, List<ReplicateEvidence> On)> _units;
    private readonly IReadOnlyList<ReplicateEvidence> _off;

    public FlagJudgement(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on)
    {
        _off = off;
        var processes = Pairs(off, on, r => r.Instance);
        IsByProcess = processes.Count >= FewestProcesses;
        _units = IsByProcess ? processes : Pairs(off, on, Blocks(off, on));
    }

    public bool IsByProcess { get; }

    public int Units => _units.Count;

    public EffectTest Of(Measure measure) => measure == Measure.ErrorRatio ? Errors() : Latency(measure);

    private EffectTest Latency(Measure measure)
    {
        var differences = _units.Select(u => MeasureStatistic.Log(u.On, measure, null) - MeasureStatistic.Log(u.Off, measure, null)).Where(double.IsFinite).ToList();
        var variance = SampleVariance.Of(differences);
        var test = differences.Count < 2 ? default : new StudentTest(differences.Average(), variance.Value / differences.Count, variance.DegreesOfFreedom);
        return Tested(test, EffectScale.Logarithm, MeasureStatistic.Tolerance(_off, measure), "logarithm", differences.Count, variance);
    }

    // The variance is that from unit to unit, and at least the binomial's.
    private EffectTest Errors()
    {
        var counts = _units.Select(u => (Off: MeasureStatistic.Errors(u.Off, null), On: MeasureStatistic.Errors(u.On, null))).Where(c => c.Off.Requests > 0 && c.On.Requests > 0).ToList();
        if (counts.Count < 2)
        {
            return Tested(default, EffectScale.Points, 0, "difference of ratios", counts.Count, default);
        }

        var differences = counts.ConvertAll(c => (c.On.Errors / c.On.Requests) - (c.Off.Errors / c.Off.Requests));
        var variance = SampleVariance.Of(differences);
        List<ErrorCount> off = counts.ConvertAll(c => c.Off), on = counts.ConvertAll(c => c.On);
        var binomial = new ErrorStrata(off, on);
        var test = new StudentTest(binomial.Difference, Math.Max(variance.Value / counts.Count, binomial.Variance(0)), counts.Count - 1);
        return Tested(test, EffectScale.Points, 0, "difference of ratios", counts.Count, new SampleVariance(test.Variance * counts.Count, counts.Count - 1));
    }

    private EffectTest Tested(StudentTest test, EffectScale scale, double tolerance, string name, int units, SampleVariance each) => new(test, scale, tolerance)
    {
        Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
        Method = $"Student's t, {name}, paired by {(IsByProcess ? "process" : "block of time")}",
        BaselineProcesses = units,
        CandidateProcesses = units,
        Process = new SampleVariance(each.Value / 2, each.DegreesOfFreedom),
    };

    private static Func<ReplicateEvidence, string> Blocks(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on)
    {
        var starts = off.Concat(on).Select(r => r.Start).Distinct().Order().ToList();
        var per = Math.Max(1, (starts.Count + MostBlocks - 1) / MostBlocks);
        var index = starts.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => $"{p.i / per}");
        return r => index[r.Start];
    }

    private static List<(List<ReplicateEvidence> Off, List<ReplicateEvidence> On)> Pairs(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on, Func<ReplicateEvidence, string> by)
    {
        var others = on.GroupBy(by, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        return [.. off.GroupBy(by, StringComparer.Ordinal).Where(g => others.ContainsKey(g.Key)).Select(g => (g.ToList(), others[g.Key]))];
    }
}
