using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Sequential;
using Upshot.Decide.Comparison.Variances;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The effect of a version that ran at the same time as its baseline, over the time in common.</summary>
internal sealed class SideBySideJudgement(IReadOnlyList<ReplicateEvidence> before, IReadOnlyList<ReplicateEvidence> after, CommonMix mix, SpreadHistory history, LookSchedule looks)
{
    /// <summary>A process that was there for less than this part of the time in common joined or left on the way.</summary>
    private const double Whole = 0.85;

    /// <summary>The part of a variance that stays however long processes run, where no earlier release says how large it is.</summary>
    private const double LeastLeft = 0.1;
    private readonly List<List<ReplicateEvidence>> _before = ProcessRows.Of(before);
    private readonly List<List<ReplicateEvidence>> _after = ProcessRows.Of(after);
    private readonly TimeSpan _length = Length(before, after);
    private readonly TimeGroups _time = TimeGroups.Of(before.Concat(after));

    public ProcessPast Past { get; init; } = ProcessPast.None;

    public EffectTest Of(Measure measure) => measure == Measure.ErrorRatio ? Errors() : Latency(measure);

    private EffectTest Latency(Measure measure)
    {
        double Statistic(List<ReplicateEvidence> rows) => MeasureStatistic.Log(rows, measure, mix);
        var (a, b) = (SpreadHistory.Finite(_before, Statistic), SpreadHistory.Finite(_after, Statistic));
        if (a.Count == 0 || b.Count == 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var past = history.Within(_length);
        var prior = past.Prior(Statistic);
        var own = SampleVariance.Pooled([SampleVariance.Of(a), SampleVariance.Of(b)]);
        var process = prior.Shrink(own, own.DegreesOfFreedom);
        // How much each look adds is known of the plain means alone.
        if (looks.Plan == LookPlan.Once && IsWhole() && Past.Covariate(_before, _after, Statistic, process.DegreesOfFreedom) is { } covariate)
        {
            return new EffectTest(covariate.Test, EffectScale.Logarithm, MeasureStatistic.Tolerance(before, measure))
            {
                Method = $"analysis of covariance, logarithm, by process; what they were before explains {100 * covariate.Explained:0} % of the variance between them",
                BaselineProcesses = a.Count,
                CandidateProcesses = b.Count,
                Process = covariate.Residual,
                Explained = covariate.Explained,
                AsServed = !mix.IsMixed ? null : Math.Exp(Mean(_after, measure) - Mean(_before, measure)) - 1,
                MixEffect = !mix.IsMixed ? null : Math.Exp(Mean(_after, measure) - Mean(_before, measure) - (b.Average() - a.Average())) - 1,
            };
        }

        var (test, method) = IsWhole() ? (WithNoise(ProcessMeans.Test(a, b, prior), measure, past, prior), "Student's t, logarithm, by process") : Partial(measure, prior, own);
        var served = !mix.IsMixed ? (double?)null : Mean(_after, measure) - Mean(_before, measure);
        return new EffectTest(test, EffectScale.Logarithm, MeasureStatistic.Tolerance(before, measure))
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = prior.DegreesOfFreedom > 0 ? $"{method}, variance learnt from {history.Count} earlier releases" : method,
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = process,
            Threshold = alpha => Threshold(measure, alpha),
            AsServed = served is { } s ? Math.Exp(s) - 1 : null,
            MixEffect = served is { } d ? Math.Exp(d - test.Difference) - 1 : null,
        };
    }

    private EffectTest Errors()
    {
        var (a, b) = (Counts(_before, mix, _time), Counts(_after, mix, _time));
        if (a.Count == 0 || b.Count == 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var learnt = ErrorOverdispersion.Learn([.. history.Errors(mix), a, b]);
        var test = learnt.Test(a, b);
        var served = Ratio(_after) - Ratio(_before);
        // What is known of one process: its share of the variance of the difference.
        var each = test.Variance / ((1.0 / a.Count) + (1.0 / b.Count));
        return new EffectTest(test, EffectScale.Points, 0)
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = "overdispersed binomial, difference of ratios, by process",
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = new SampleVariance(each, Math.Max(1, test.DegreesOfFreedom)),
            Threshold = alpha => ErrorThreshold(alpha, test.Variance, learnt.Spread),
            AsServed = mix.IsMixed ? served : null,
            MixEffect = mix.IsMixed ? served - test.Difference : null,
        };
    }

    // The variance is that of processes with as many requests as those that it was measured on.
    private StudentTest WithNoise(StudentTest test, Measure measure, SpreadHistory past, VariancePrior prior)
    {
        var (a, b) = (SamplingNoise.Rarity(_before), SamplingNoise.Rarity(_after));
        var known = prior.DegreesOfFreedom > 0 ? Math.Min(prior.DegreesOfFreedom, prior.MostDegreesOfFreedom) : 0;
        var (ownA, ownB) = (Math.Max(0, _before.Count - 1), Math.Max(0, _after.Count - 1));
        var measured = ((known * past.Rarity) + (ownA * a) + (ownB * b)) / Math.Max(1, known + ownA + ownB);
        var noise = SamplingNoise.PerRequest(before.Concat(after), measure);
        return test with { Variance = test.Variance + (noise * ((Math.Max(0, a - measured) / _before.Count) + (Math.Max(0, b - measured) / _after.Count))) };
    }

    private (StudentTest Test, string Method) Partial(Measure measure, VariancePrior prior, SampleVariance own)
    {
        List<List<ReplicateEvidence>> all = [.. _before, .. _after];
        bool[] isCandidate = [.. all.Select((_, i) => i >= _before.Count)];
        var table = BlockTables.Of(all, isCandidate, measure, mix);
        if (prior.DegreesOfFreedom == 0)
        {
            return (WholeTime.Test(table), "Student's t, logarithm, by process, over the time in which they ran together");
        }

        var tables = history.Tables(measure, mix);
        // The level of a process is what its mean varies by beyond what shocks of its own and few requests explain.
        var fitted = BlockCovariance.Fit([.. tables, table], 0);
        var measured = tables.Count > 0 ? tables[0] : table;
        var between = Math.Max(0, prior.Value - fitted.OfMean(measured.Blocks, Average(measured.Requests)));
        return PartialOverlap.Fit(table, fitted with { Between = between }) is { } fit
            ? (new StudentTest(fit.Difference, fit.Variance, prior.Shrink(new SampleVariance(0, 0)).DegreesOfFreedom), "generalised least squares, logarithm, by process and block of time")
            : (default, "");
    }

    private bool IsWhole() => !_time.HasMovingShare(before, after) && _before.Concat(_after).All(p => EndGaps.AreChance(1 - (Length(p, []) / _length), p.Sum(r => r.Count), 1 - Whole));

    // Alpha is spent by the information that earlier releases say each look's length has.
    private double Threshold(Measure measure, double alpha)
    {
        if (looks.Plan == LookPlan.Once)
        {
            return alpha;
        }

        if (history.Curve(measure, mix) is not { } curve)
        {
            return Looks.Threshold(looks.Plan, alpha, [.. looks.Elapsed.Select(Unknown)], looks.Plan == LookPlan.Planned ? Unknown(looks.Planned) : LeastLeft);
        }

        return Looks.Threshold(looks.Plan, alpha, [.. looks.Elapsed.Select(curve.At)], looks.Plan == LookPlan.Planned ? curve.At(looks.Planned) : curve.Limit);
    }

    // In proportion to time, but for the part that no time makes smaller: no less information comes late than that says, and bounds for that much hold.
    private double Unknown(TimeSpan elapsed) => LeastLeft + ((1 - LeastLeft) * ((looks.Plan == LookPlan.Planned ? looks.Planned : looks.Elapsed[^1]) / elapsed));

    // Errors gather information with the requests, up to what the processes' own ratios leave.
    private double ErrorThreshold(double alpha, double now, double spread)
    {
        if (looks.Plan == LookPlan.Once)
        {
            return alpha;
        }

        var (a, b) = (Counts(_before, null), Counts(_after, null));
        var all = ErrorTotals.Of([.. a, .. b]);
        var ratio = Math.Max(all.AllErrors, 0.5) / all.AllRequests;
        var limit = ratio * ratio * spread * ((1.0 / a.Count) + (1.0 / b.Count));
        var last = looks.Elapsed[^1];
        double At(TimeSpan t) => limit + (Math.Max(0, now - limit) * (last / t));
        return Looks.Threshold(looks.Plan, alpha, [.. looks.Elapsed.Select(At)], looks.Plan == LookPlan.Planned ? At(looks.Planned) : Math.Max(limit, At(last * 10)));
    }

    private static double Mean(List<List<ReplicateEvidence>> processes, Measure measure)
    {
        var values = SpreadHistory.Finite(processes, rows => MeasureStatistic.Log(rows, measure, null));
        return values.Count == 0 ? double.NaN : values.Average();
    }

    private static List<ErrorCount> Counts(List<List<ReplicateEvidence>> processes, CommonMix? mix, TimeGroups? groups = null) =>
        [.. processes.Select(p => MeasureStatistic.Errors(p, mix, groups)).Where(c => c.Requests > 0)];

    private static double Ratio(List<List<ReplicateEvidence>> processes)
    {
        var all = ErrorTotals.Of(Counts(processes, null));
        return all.AllErrors / all.AllRequests;
    }

    private static TimeSpan Length(IReadOnlyList<ReplicateEvidence> first, IReadOnlyList<ReplicateEvidence> second)
    {
        var (from, to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var row in first.Concat(second))
        {
            from = row.Start < from ? row.Start : from;
            to = row.Start + row.Length > to ? row.Start + row.Length : to;
        }

        return to > from ? to - from : TimeSpan.Zero;
    }

    private static double Average(double[,] requests)
    {
        double sum = 0;
        var n = 0;
        foreach (var r in requests)
        {
            (sum, n) = r > 0 ? (sum + r, n + 1) : (sum, n);
        }

        return n > 0 ? sum / n : 1;
    }
}
