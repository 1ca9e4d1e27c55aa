using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Traces;

/// <summary>A trace beside another: on which paths it took longer or shorter. One pair shows no more than itself.</summary>
/// <param name="Other">The trace that it is held against.</param>
/// <param name="OtherIs">What that is, in words.</param>
public sealed record TraceComparison(string TraceId, string Other, string OtherIs, TimeExplanation Difference)
{
    /// <summary>Instead of an id: the one of the baseline's that took as long as half of them at most.</summary>
    public const string Median = "median";

    private const int Sample = 200, MostSpans = 5_000;

    /// <param name="with">The id of a trace, or <see cref="Median"/>.</param>
    /// <exception cref="QuestionException">There is none to compare with.</exception>
    internal static async Task<TraceComparison> OfAsync(AnswerService asked, TraceEvidence trace, string with, CancellationToken cancellation)
    {
        if (trace.Spans.Count > MostSpans)
        {
            throw new UnusableException($"The trace has {trace.Spans.Count:#,0} spans; traces of at most {MostSpans:#,0} are compared one by one.");
        }

        if (with != Median)
        {
            var other = await asked.TraceEvidenceAsync(with, cancellation);
            return Of(trace, other, $"trace {TraceIds.Short(other.TraceId)}");
        }

        var about = await TraceSurroundings.OfAsync(asked, trace, cancellation);
        if (about.Operation.Length == 0)
        {
            throw new UnusableException("No operation of the plan begins this trace, so that nobody knows which traces are alike. Compare it with the id of another one.");
        }

        var (baseline, isPlanned) = await BaselineAsync(asked, about, cancellation);
        var sampled = await asked.AskAsync(new TraceSampleQuestion(about.Operation, baseline, asked.Always, Sample) { WithAttributes = true }, cancellation);
        var alike = sampled.Where(t => t.TraceId != trace.TraceId).OrderBy(DurationOf).ThenBy(t => t.TraceId, StringComparer.Ordinal).ToList();
        return alike.Count == 0
            ? throw new QuestionException($"There is no other trace of {about.Operation}{(baseline is null ? "" : $" from version {baseline}")} to compare with.")
            : Of(trace, alike[(alike.Count - 1) / 2], $"the median of {alike.Count} traces of {about.Operation}{(baseline is null ? "" : $" from version {baseline}{(isPlanned ? ", the baseline" : "")}")}");
    }

    // The baseline that the release names; else the version that came before; else any.
    private static async Task<(string? Version, bool IsPlanned)> BaselineAsync(AnswerService asked, TraceSurroundings about, CancellationToken cancellation)
    {
        if (asked.Plan.Releases.FirstOrDefault(r => r.Version == about.Version)?.Baseline is { Length: > 0 } planned)
        {
            return (planned, true);
        }

        var lives = (await asked.AskAsync(new LifeQuestion(asked.Always), cancellation)).Where(l => l.Operation == about.Operation).ToList();
        var own = lives.Where(l => l.Version == about.Version).Select(l => (DateTimeOffset?)l.From).Min();
        return (lives.Where(l => l.Version != about.Version && l.From < own).MaxBy(l => l.From)?.Version ?? (about.Version.Length > 0 ? about.Version : null), false);
    }

    private static TraceComparison Of(TraceEvidence trace, TraceEvidence other, string words) => other.Spans.Count > MostSpans
        ? throw new UnusableException($"Trace {TraceIds.Short(other.TraceId)} has {other.Spans.Count:#,0} spans; traces of at most {MostSpans:#,0} are compared one by one.")
        : new(trace.TraceId, other.TraceId, words, ExplainAnswer.Of("this trace", words, "this trace", [WithRoot(other)], [WithRoot(trace)], null));

    // A trace whose first span names a parent that is nowhere is compared from that span on.
    private static TraceEvidence WithRoot(TraceEvidence trace)
    {
        if (trace.Spans.Any(s => s.ParentSpanId.Length == 0))
        {
            return trace;
        }

        var ids = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        var top = trace.Spans.Where(s => !ids.Contains(s.ParentSpanId)).DefaultIfEmpty(trace.Spans[0]).MinBy(s => s.StartNanos)!;
        return trace with { Spans = [top with { ParentSpanId = "" }, .. trace.Spans.Where(s => !ReferenceEquals(s, top))] };
    }

    private static long DurationOf(TraceEvidence trace) => (trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans[0]).DurationNanos;
}
