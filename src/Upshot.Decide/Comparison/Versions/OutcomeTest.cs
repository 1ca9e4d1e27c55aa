using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// The effect of a version on an outcome. One after the other: <see cref="OutcomeInTime"/>. Side by side a count per request is judged as errors are (its processes spread more than the binomial says), a mean
/// or a sum per request by one number a process. A count or a sum that nothing divides hangs on how many came, and is not judged.
/// </summary>
public static class OutcomeTest
{
    /// <summary>Fewest that a process's own number is taken from.</summary>
    private const double FewestEvents = 2;

    /// <summary>What users do hangs little on the process that serves them: three per cent, as if nine processes had shown it.</summary>
    private const double UsualSpread = 0.03;
    private const int UsualFrom = 8;

    /// <param name="zone">Whose clocks say what hours are alike; null: UTC.</param>
    internal static EffectTest Of(OutcomeDefinition outcome, OutcomeEvidence? evidence, ComparisonDesign design, TimeZoneInfo? zone = null)
    {
        if (outcome.Measure != OutcomeMeasure.Mean && !outcome.IsPerRequest)
        {
            return EffectTest.Without(InconclusiveReason.NotJudged);
        }

        if (design == ComparisonDesign.OneAfterTheOther && evidence?.Past is null)
        {
            return EffectTest.Without(InconclusiveReason.ConfoundedWithTime);
        }

        if (evidence is null || (outcome.IsPerRequest && (evidence.BaselineRequests == 0 || evidence.CandidateRequests == 0)))
        {
            return EffectTest.Without(InconclusiveReason.NoTraffic);
        }

        // A signal that nobody sends is no conversion of nought.
        if (evidence.Baseline.Concat(evidence.Candidate).All(r => r.Count == 0))
        {
            return EffectTest.Without(InconclusiveReason.NothingCounted);
        }

        if (evidence.Baseline.Concat(evidence.Candidate).Any(r => r.Process.Length == 0))
        {
            return EffectTest.Without(InconclusiveReason.NoProcessIdentity);
        }

        if (design == ComparisonDesign.OneAfterTheOther)
        {
            return OutcomeInTime.Of(outcome, evidence, evidence.Past!, zone ?? TimeZoneInfo.Utc);
        }

        return outcome is { Measure: OutcomeMeasure.Count, IsPerRequest: true } && IsShare(evidence) ? Share(evidence) : Level(outcome, evidence);
    }

    /// <summary>The number of a version over all its processes.</summary>
    public static double Value(OutcomeDefinition outcome, IReadOnlyList<OutcomeRow> rows, double requests)
    {
        var (count, sum) = (rows.Sum(r => r.Count), rows.Sum(r => r.Sum));
        return outcome.Measure switch
        {
            OutcomeMeasure.Mean => count > 0 ? sum / count : double.NaN,
            OutcomeMeasure.Sum when outcome.IsPerRequest => requests > 0 ? sum / requests : double.NaN,
            OutcomeMeasure.Count when outcome.IsPerRequest => requests > 0 ? count / requests : double.NaN,
            OutcomeMeasure.Sum => sum,
            _ => count,
        };
    }

    private static bool IsShare(OutcomeEvidence evidence) => evidence.Baseline.Sum(r => r.Count) <= evidence.BaselineRequests && evidence.Candidate.Sum(r => r.Count) <= evidence.CandidateRequests;

    private static EffectTest Share(OutcomeEvidence evidence)
    {
        var (a, b) = (Counts(evidence.Baseline, evidence.BaselineRequests, evidence.BaselineDesignEffect), Counts(evidence.Candidate, evidence.CandidateRequests, evidence.CandidateDesignEffect));
        var earlier = evidence.Earlier.Select(e => Counts(e.Rows, e.Requests, 1)).ToList();
        var learnt = ErrorOverdispersion.Learn([.. earlier, a, b], UsualSpread, UsualFrom);
        var test = learnt.Test(a, b);
        return new EffectTest(test, EffectScale.Points, 0)
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = $"overdispersed binomial, difference of shares, by process{Learnt(evidence)}",
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = learnt.DegreesOfFreedom == 0 ? default : new SampleVariance(test.Variance / ((1.0 / a.Count) + (1.0 / b.Count)), test.DegreesOfFreedom),
        };
    }

    private static List<ErrorCount> Counts(IReadOnlyList<OutcomeRow> rows, long requests, double sampled)
    {
        // A counter counts all that happened; what it is divided by was sampled, and the more of the requests end well the more that adds.
        var share = Math.Min(rows.Sum(r => r.Count) / Math.Max(1, requests), 1 - (0.5 / Math.Max(1, requests)));
        var effect = Math.Max(sampled, 1 + ((sampled - 1) * share / (1 - share)));
        return rows.Count == 0 ? [new ErrorCount(0, requests, effect)] : [.. rows.Select(r => new ErrorCount(r.Count, RequestsOf(r, rows, requests), effect)).Where(c => c.Requests > 0)];
    }

    // Where another service writes the outcome down than answers the request, each of its processes has had its part of them.
    internal static double RequestsOf(OutcomeRow row, IReadOnlyList<OutcomeRow> rows, long requests) => row.Requests is { } own && rows.All(r => r.Requests is not null) ? own : (double)requests / rows.Count;

    private static EffectTest Level(OutcomeDefinition outcome, OutcomeEvidence evidence)
    {
        var (a, b) = (Logs(outcome, evidence.Baseline, evidence.BaselineRequests), Logs(outcome, evidence.Candidate, evidence.CandidateRequests));
        if (a.Count == 0 || b.Count == 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var prior = VariancePrior.Fit([.. evidence.Earlier.Select(e => SampleVariance.Of(Logs(outcome, e.Rows, e.Requests)))], evidence.Earlier.Count);
        var test = ProcessMeans.Test(a, b, prior);
        var own = SampleVariance.Pooled([SampleVariance.Of(a), SampleVariance.Of(b)]);
        return new EffectTest(test, EffectScale.Logarithm, 0)
        {
            Reason = test.IsTest ? InconclusiveReason.None : InconclusiveReason.NotEnoughEvidence,
            Method = $"Student's t, logarithm, by process{Learnt(evidence)}",
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
            Process = prior.Shrink(own, own.DegreesOfFreedom),
        };
    }

    private static string Learnt(OutcomeEvidence evidence) => evidence.Earlier.Count > 0 ? $", variance learnt from {evidence.Earlier.Count} earlier releases" : "";

    private static List<double> Logs(OutcomeDefinition outcome, IReadOnlyList<OutcomeRow> rows, long requests) =>
        [.. rows.Where(r => r.Count >= FewestEvents).Select(r => Math.Log(Value(outcome, [r], RequestsOf(r, rows, requests)))).Where(double.IsFinite)];
}
