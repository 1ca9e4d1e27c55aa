using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The effect of a feature flag that was drawn within processes and times: the differences within units are free of what processes and hours do.</summary>
internal sealed class FlagJudgement(FlagUnits units)
{
    private readonly string _name = units.Unit switch { FlagUnit.User => "group of users", FlagUnit.Process => "process", _ => "block of time" };

    /// <summary>Kinds are processes: variants that these served in other parts are told at the parts of off.</summary>
    private readonly CommonMix? _mix = units.Unit == FlagUnit.Time ? CommonMix.Of([.. units.Pairs.SelectMany(p => p.Off)], [.. units.Pairs.SelectMany(p => p.On)]) : null;

    public EffectTest Of(Measure measure) => measure == Measure.ErrorRatio ? Errors() : Latency(measure);

    private EffectTest Latency(Measure measure)
    {
        var differences = units.Pairs.Select(u => MeasureStatistic.Log(u.On, measure, _mix) - MeasureStatistic.Log(u.Off, measure, _mix)).Where(double.IsFinite).ToList();
        var variance = SampleVariance.Of(differences);
        var test = differences.Count < 2 ? default : new StudentTest(differences.Average(), variance.Value / differences.Count, variance.DegreesOfFreedom);
        return Tested(test, EffectScale.Logarithm, MeasureStatistic.Tolerance([.. units.Pairs.SelectMany(p => p.Off)], measure), "logarithm", differences.Count, variance);
    }

    // The variance is that from unit to unit, and at least the binomial's.
    private EffectTest Errors()
    {
        var counts = units.Pairs.Select(u => (Off: MeasureStatistic.Errors(u.Off, _mix), On: MeasureStatistic.Errors(u.On, _mix))).Where(c => c.Off.Requests > 0 && c.On.Requests > 0).ToList();
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

    private EffectTest Tested(StudentTest test, EffectScale scale, double tolerance, string name, int count, SampleVariance each) => new(test, scale, tolerance)
    {
        Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
        Method = $"Student's t, {name}, paired by {_name}",
        BaselineProcesses = count,
        CandidateProcesses = count,
        // What more processes would tell is known where they are what differs.
        Process = units.Unit == FlagUnit.Process ? new SampleVariance(each.Value / 2, each.DegreesOfFreedom) : default,
    };
}
