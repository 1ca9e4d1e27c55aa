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
    private readonly List<List<ReplicateEvidence>> _before = ProcessRows.Of(before);
    private readonly List<List<ReplicateEvidence>> _after = ProcessRows.Of(after);
    private readonly TimeSpan _length = Length(before, after);

    public EffectTest Of(Measure measure) => measure == Measure.ErrorRatio ? Errors() : Latency(measure);

    private EffectTest Latency(Measure measure)
    {
        double Statistic(List<ReplicateEvidence> rows) => MeasureStatistic.Log(rows, measure, mix);
        var (a, b) = (SpreadHistory.Finite(_before, Statistic), SpreadHistory.Finite(_after, Statistic));
        if (a.Count == 0 || b.Count == 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var prior = history.Within(_length).Prior(Statistic);
        var own = SampleVariance.Pooled([SampleVariance.Of(a), SampleVariance.Of(b)]);
        var process = prior.Shrink(own, own.DegreesOfFreedom);
        var (test, method) = IsWhole() ? (ProcessMeans.Test(a, b, prior), "Student's t, logarithm, by process") : Partial(measure, prior, own);
        var served = !mix.IsMixed ? (double?)null : Mean(_after, measure) - Mean(_before, measure);
        return new EffectTest(test, EffectScale.Logarithm, MeasureStatistic.Tolerance(before, measure))
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = prior.DegreesOfFreedom > 0 ? $"{method}, variance learnt from {history.Count} earlier releases" : method,
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = process,
            Threshold = alpha => Threshold(measure, alpha, a.Count, b.Count, process.Value),
            AsServed = served is { } s ? Math.Exp(s) - 1 : null,
            MixEffect = served is { } d ? Math.Exp(d - test.Difference) - 1 : null,
        };
    }

    private EffectTest Errors()
    {
        var (a, b) = (Counts(_before, mix), Counts(_after, mix));
        if (ErrorOverdispersion.Sum(a).Requests <= 0 || ErrorOverdispersion.Sum(b).Requests <= 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var (spread, degreesOfFreedom) = ErrorOverdispersion.Learn([.. history.Errors(mix), a, b]);
        var own = Math.Max(0, a.Count + b.Count - 2);
        var test = ErrorOverdispersion.Test(a, b, spread, degreesOfFreedom - own);
        var (ea, na) = ErrorOverdispersion.Sum(Counts(_before, null));
        var (eb, nb) = ErrorOverdispersion.Sum(Counts(_after, null));
        var served = (eb / nb) - (ea / na);
        // What is known of one process: its share of the variance of the difference.
        var each = test.Variance / ((1.0 / a.Count) + (1.0 / b.Count));
        return new EffectTest(test, EffectScale.Points, 0)
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = "overdispersed binomial, difference of ratios, by process",
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = new SampleVariance(each, Math.Max(1, degreesOfFreedom)),
            Threshold = alpha => ErrorThreshold(alpha, test.Variance, spread),
            AsServed = mix.IsMixed ? served : null,
            MixEffect = mix.IsMixed ? served - test.Difference : null,
        };
    }

    private (StudentTest Test, string Method) Partial(Measure measure, VariancePrior prior, SampleVariance own)
    {
        List<List<ReplicateEvidence>> all = [.. _before, .. _after];
        bool[] isCandidate = [.. all.Select((_, i) => i >= _before.Count)];
        var table = BlockTables.Of(all, isCandidate, BlockTables.Starts(all), measure, mix);
        if (prior.DegreesOfFreedom == 0)
        {
            return (WholeTime.Test(table), "Student's t, logarithm, by process, over the time in which they ran together");
        }

        var tables = history.Tables(measure, mix);
        // The level of a process is what its mean varies by beyond what shocks of its own and few requests explain.
        var fitted = BlockCovariance.Fit([.. tables, table], 0);
        var perBlock = Average(table.Requests);
        var between = Math.Max(0, prior.Value - fitted.OfMean(table.Blocks, perBlock));
        return PartialOverlap.Fit(table, fitted with { Between = between }) is { } fit
            ? (new StudentTest(fit.Difference, fit.Variance, prior.Shrink(new SampleVariance(0, 0)).DegreesOfFreedom), "generalised least squares, logarithm, by process and block of time")
            : (default, "");
    }

    private bool IsWhole() => _before.Concat(_after).All(p => EndGaps.AreChance(1 - (Length(p, []) / _length), p.Sum(r => r.Count), 1 - Whole));

    // Alpha is spent by the information that earlier releases say each look's length has.
    private double Threshold(Measure measure, double alpha, int nA, int nB, double now)
    {
        if (looks.Plan == LookPlan.Once)
        {
            return alpha;
        }

        var curve = history.Curve(measure, mix) ?? OwnCurve(measure, now);
        var scale = (1.0 / nA) + (1.0 / nB);
        double[] variances = [.. looks.Elapsed.Select(t => scale * curve.At(t))];
        return Looks.Threshold(looks.Plan, alpha, variances, scale * (looks.Plan == LookPlan.Planned ? curve.At(looks.Planned) : curve.Limit));
    }

    private VarianceCurve OwnCurve(Measure measure, double now)
    {
        List<List<ReplicateEvidence>> all = [.. _before, .. _after];
        var table = BlockTables.Of(all, [.. all.Select((_, i) => i >= _before.Count)], BlockTables.Starts(all), measure, mix);
        return VarianceCurve.Of(BlockCovariance.Fit([table], 0), now, table.Blocks, Average(table.Requests), _length);
    }

    // Errors gather information with the requests, up to what the processes' own ratios leave.
    private double ErrorThreshold(double alpha, double now, double spread)
    {
        if (looks.Plan == LookPlan.Once)
        {
            return alpha;
        }

        var (a, b) = (Counts(_before, null), Counts(_after, null));
        var (e, n) = ErrorOverdispersion.Sum([.. a, .. b]);
        var ratio = Math.Max(e, 0.5) / n;
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

    private static List<ErrorCount> Counts(List<List<ReplicateEvidence>> processes, CommonMix? mix) =>
        [.. processes.Select(p => MeasureStatistic.Errors(p, mix)).Where(c => c.Requests > 0)];

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
