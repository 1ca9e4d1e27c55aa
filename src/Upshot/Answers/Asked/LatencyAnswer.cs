using System.Globalization;
using Upshot.Decide;
using Upshot.Decide.Contrasts;
using Upshot.Decide.Explanations;
using Upshot.Decide.Failures;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>Whether users experience latency: operations that take longer than before, the path on which, and what the slow requests have in common.</summary>
internal static class LatencyAnswer
{
    private const double SlowQuantile = 0.95;
    private const double LeastChange = 0.03;

    public static async Task<AskAnswer> OfAsync(AnswerService asked, AskedTimes times, string? operation, int traces, CancellationToken cancellation)
    {
        var findings = new List<AskFinding>();
        var samples = await OperationSamples.OfAsync(asked, times, operation, traces, cancellation);
        foreach (var sample in samples)
        {
            if (FindingOf(asked, sample) is { } finding)
            {
                findings.Add(finding);
            }
        }

        findings = [.. findings.OrderByDescending(f => f.Now / f.Before ?? 0)];
        var sentence = samples.Count == 0 ? "There is no request of an operation in this time."
            : findings.Count > 0 ? findings[0].Sentence : "No operation takes longer than before, as far as can be shown.";
        return new("latency", times.Now.From, times.Now.To, times.Before.From, times.Before.To, sentence, findings);
    }

    private static AskFinding? FindingOf(AnswerService asked, OperationSamples sample)
    {
        if (sample.Now.Count == 0)
        {
            return null;
        }

        var limit = SlowLimit(asked, sample);
        var contrast = limit is null ? null : ContrastSearch.Of([.. sample.Now.Select(t => new ContrastRow(TraceFacts.Of(t), DurationOf(t) > limit, t.Weight))]).FirstOrDefault();
        var explanation = sample.Before.Count == 0 ? null : Explanation.Between(sample.Before, sample.Now);
        var path = explanation?.Ranked.Select(i => explanation.Paths[i]).FirstOrDefault(p => p.DifferenceNanos > 0 && p.Interval is { Low: > 0 });
        var isSlower = path is not null && explanation!.DifferenceNanos > LeastChange * explanation.BaselineNanos;
        if (!isSlower && contrast is null)
        {
            return null;
        }

        var sentence = isSlower ? ExplanationText.Sentence(explanation!, sample.Operation).TrimEnd('.') : $"Some requests of {sample.Operation} are slow";
        if (contrast is not null)
        {
            sentence += string.Create(CultureInfo.InvariantCulture, $"; with {FailureChange.Words(contrast.Where)}, {100 * contrast.Inside:0.#} % take longer than {DurationText.Of(limit!.Value)}, without {100 * contrast.Outside:0.#} %");
        }

        var grade = contrast is not null && contrast.Where.Any(w => w.Key.StartsWith("feature_flag.", StringComparison.Ordinal) || w.Key.StartsWith("service.version", StringComparison.Ordinal)) ? EvidenceGrade.NaturalExperiment
            : isSlower ? EvidenceGrade.Conserved : EvidenceGrade.Associated;
        return new(
            sample.Operation, "mean duration", sentence + ".", explanation is null ? null : Interval.Finite(explanation.BaselineNanos / 1e6), explanation is null ? MeanMillis(sample.Now) : Interval.Finite(explanation.CandidateNanos / 1e6), "ms",
            isSlower ? explanation!.PathOf(path!) : [], "", contrast?.Where.ToDictionary() ?? [], contrast?.Share ?? (isSlower ? Interval.Finite(path!.Share) : null), contrast?.P, JsonNames.Of(grade))
        { Traces = [.. sample.Now.OrderByDescending(DurationOf).Take(3).Select(t => t.TraceId)] };
    }

    // What users were promised; without a promise, what one request in twenty took before.
    private static double? SlowLimit(AnswerService asked, OperationSamples sample)
    {
        if (asked.Plan.Objectives.FirstOrDefault(o => o.Operation == sample.Operation && o.Latency is not null)?.Latency is { } promised)
        {
            return promised.TotalNanoseconds;
        }

        double[] durations = [.. (sample.Before.Count >= 20 ? sample.Before : sample.Now).Select(DurationOf).Order()];
        return durations.Length < 20 ? null : durations[(int)(SlowQuantile * (durations.Length - 1))];
    }

    private static double? MeanMillis(IReadOnlyList<TraceEvidence> traces) => Interval.Finite(traces.Sum(t => t.Weight * DurationOf(t)) / traces.Sum(t => t.Weight) / 1e6);

    private static double DurationOf(TraceEvidence trace) => (trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans[0]).DurationNanos;
}
