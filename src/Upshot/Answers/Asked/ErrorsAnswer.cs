using Upshot.Decide;
using Upshot.Decide.Failures;

namespace Upshot.Answers;

/// <summary>Which feature makes errors spike: by path, type, flag, version, route and attribute.</summary>
internal static class ErrorsAnswer
{
    public static async Task<AskAnswer> OfAsync(AnswerService asked, AskedTimes times, string? operation, int traces, CancellationToken cancellation)
    {
        var findings = new List<AskFinding>();
        var samples = await OperationSamples.OfAsync(asked, times, operation, traces, cancellation);
        foreach (var sample in samples.Where(s => s.Errors > 0))
        {
            var change = FailureChange.Between(sample.Before, sample.Now);
            if (change.IsShown)
            {
                findings.Add(FindingOf(sample, change));
            }
        }

        findings = [.. findings.OrderByDescending(f => (f.Now ?? 0) - (f.Before ?? 0))];
        var sentence = samples.Count == 0 ? "There is no request of an operation in this time."
            : findings.Count > 0 ? findings[0].Sentence
            : samples.Sum(s => s.Errors) == 0 ? "No request fails." : "Errors are not more frequent than before, and nothing tells the failed requests from the others.";
        return new("errors", times.Now.From, times.Now.To, times.Before.From, times.Before.To, sentence, findings);
    }

    public static AskFinding FindingOf(OperationSamples sample, FailureChange change)
    {
        var mode = change.Modes.Count > 0 ? change.Modes[0] : null;
        var contrast = change.Contrasts.Count > 0 ? change.Contrasts[0] : null;
        // Flags and versions divide requests of the same time; other attributes may only go along with the cause.
        var grade = contrast is null ? EvidenceGrade.Associated
            : contrast.Where.Any(w => w.Key.StartsWith("feature_flag.", StringComparison.Ordinal) || w.Key.StartsWith("service.version", StringComparison.Ordinal)) ? EvidenceGrade.NaturalExperiment : EvidenceGrade.Associated;
        return new(
            sample.Operation, "failed", change.Sentence(sample.Operation), sample.RequestsBefore == 0 ? null : (double)sample.ErrorsBefore / sample.RequestsBefore, (double)sample.Errors / Math.Max(1, sample.Requests), "1",
            mode?.Path.Steps ?? [], mode?.Path.ErrorType ?? "", contrast?.Where.ToDictionary() ?? [], contrast?.Share, contrast?.P ?? change.P, JsonNames.Of(grade))
        { Traces = mode?.Examples ?? [] };
    }
}
