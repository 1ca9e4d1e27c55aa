using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// The effect on an outcome of a version that took over from its baseline. An outcome is judged by like windows as requests are: what is a share of them stands where their
/// failures do, what is a mean or more than one a request where their durations do.
/// </summary>
internal static class OutcomeInTime
{
    public static EffectTest Of(OutcomeDefinition outcome, OutcomeEvidence evidence, OutcomePast past, TimeZoneInfo zone)
    {
        var isShare = outcome is { Measure: OutcomeMeasure.Count, IsPerRequest: true } && past.Blocks.Sum(b => b.Count) <= past.Blocks.Sum(b => b.Requests)
            && evidence.Baseline.Sum(r => r.Count) <= evidence.BaselineRequests && evidence.Candidate.Sum(r => r.Count) <= evidence.CandidateRequests;
        var rows = new ComparisonEvidence(new("baseline", Rows(evidence.Baseline, evidence.BaselineRequests, past.Before)), new("candidate", Rows(evidence.Candidate, evidence.CandidateRequests, past.After)))
        {
            Past = [.. past.Blocks.Select(b => Row(b.Version, b.Start, b.Length, b.Count, b.Sum, b.Requests))],
            Earlier = [.. evidence.Earlier.Select((e, i) => new EarlierRelease($"{i}", Rows(e.Rows, e.Requests, past.After)))],
            Zone = zone,
        };
        var mix = CommonMix.Of(rows.Baseline.Replicates, rows.Candidate.Replicates);
        return new LikeWindowJudgement(rows, mix, new SpreadHistory(rows.Earlier)).Of(isShare ? Measure.ErrorRatio : Measure.LatencyMean);

        List<ReplicateEvidence> Rows(IReadOnlyList<OutcomeRow> processes, long requests, TimeRange window) =>
            [.. processes.Select(p => Row(p.Process, window.From, window.Length, p.Count, p.Sum, (long)Math.Round(OutcomeTest.RequestsOf(p, processes, requests))))];

        ReplicateEvidence Row(string instance, DateTimeOffset start, TimeSpan length, double count, double sum, long requests)
        {
            var divisor = outcome.Measure == OutcomeMeasure.Mean ? (long)Math.Round(count) : requests;
            var parts = new ExponentialHistogram();
            parts.AddBucket(0, isShare ? 0 : divisor);
            return new(instance, start, length, requests, isShare ? (long)Math.Round(count) : 0, outcome.Measure == OutcomeMeasure.Count ? count : sum, parts);
        }
    }
}
