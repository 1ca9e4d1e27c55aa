using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Server;
using Upshot.Answers;
using Upshot.Pages;

namespace Upshot.Mcp;

/// <summary>Why something is as it is: the three questions, what differs, and what would help.</summary>
internal sealed class CauseTools(AnswerService asked, PageLinks links)
{
    private const int Traces = 500;
    private const string Grades = "Grades of evidence, weak to strong: associated, conserved, fixTest, naturalExperiment, reverted.";

    [McpServerTool(Name = "ask", Title = "Ask about latency, errors or cost", ReadOnly = true, OpenWorld = false)]
    [Description("One of three questions. latency: are users experiencing latency, where and why? errors: which feature makes errors spike? cost: how does what services cost follow load? " + Grades)]
    public async Task<string> AskAsync(
        [Description("latency, errors or cost")] string question,
        [Description("Only this operation (for cost: this service). By default all.")] string? of = null,
        [Description("From when on: a date and time, or how long ago, such as 30m, 2h, 7d. By default an hour ago.")] string? since = null,
        [Description("Until when. By default now.")] string? until = null,
        [Description("FROM..TO, the time it is held against. By default the time of equal length before.")] string? against = null,
        CancellationToken cancellation = default)
    {
        var answer = await asked.AnswerAsync(question, AskedTimes.Of(asked, Given(since), Given(until), Given(against)), Given(of), Traces, cancellation);
        var text = new ShortAnswer(question == "cost" ? links.To("/cost") : answer.Findings is [var first, ..] ? links.To($"/operations/{Uri.EscapeDataString(first.Subject)}") : "");
        text.Say(answer.Sentence).Say($"{Format.At(answer.From)} to {Format.At(answer.To)}, against {Format.At(answer.AgainstFrom)} to {Format.At(answer.AgainstTo)}.");
        Missing(text, answer.Missing);
        foreach (var (finding, number) in answer.Findings.Select((f, i) => (f, i)))
        {
            text.SayAll(LinesOf(finding, number > 0));
        }

        return text.ToString();
    }

    [McpServerTool(Name = "what_differs", Title = "What differs between two times", ReadOnly = true, OpenWorld = false)]
    [Description("What slow requests of an operation have in common that others have not, and on which call path the time went, between a time and the one before it. " + Grades)]
    public async Task<string> WhatDiffersAsync(
        [Description("The operation, as the plan names it.")] string operation,
        [Description("From when on: a date and time, or how long ago, such as 30m, 2h, 7d. By default an hour ago.")] string? since = null,
        [Description("Until when. By default now.")] string? until = null,
        [Description("FROM..TO, the time it is held against. By default the time of equal length before.")] string? against = null,
        CancellationToken cancellation = default) =>
        Said(await asked.ExplainTimesAsync(operation, AskedTimes.Of(asked, Given(since), Given(until), Given(against)), null, Traces, cancellation), links.To($"/operations/{Uri.EscapeDataString(operation)}"));

    [McpServerTool(Name = "explain", Title = "Why a release is slower or faster", ReadOnly = true, OpenWorld = false)]
    [Description("Where the time of an operation went between two versions: call paths whose self times sum to the whole difference, and why requests fail. " + Grades)]
    public async Task<string> ExplainAsync(
        [Description("The operation, as the plan names it.")] string operation,
        [Description("The version to compare with.")] string baseline,
        [Description("The version that is judged.")] string candidate,
        CancellationToken cancellation = default) =>
        Said(await asked.ExplainAsync(new(operation, baseline, candidate, Traces), cancellation), links.To($"/releases/{Uri.EscapeDataString(candidate)}?operation={Uri.EscapeDataString(operation)}&baseline={Uri.EscapeDataString(baseline)}"));

    [McpServerTool(Name = "improve", Title = "What to improve next", ReadOnly = true, OpenWorld = false)]
    [Description("Changes worth making, ranked by the gain that re-timing of sampled traces predicts, each with a 90 % interval; the first with a release file that would prove it.")]
    public async Task<string> ImproveAsync(
        [Description("Only for this objective. By default for all operations.")] string? objective = null,
        [Description("From when on: a date and time, or how long ago, such as 2h, 7d. By default an hour ago.")] string? since = null,
        CancellationToken cancellation = default)
    {
        var answer = await asked.RankAsync(AskedTimes.Of(asked, Given(since), null, null), Given(objective), null, Traces, cancellation);
        var text = new ShortAnswer(links.To("/improve")).Say(answer.Sentence);
        Missing(text, answer.Missing);
        text.SayAll(answer.Improvements.Take(5).Select(i => $"{i.Rank}. {i.Sentence}{(i.Owner.Length > 0 ? $" Owner: {i.Owner}." : "")}"));
        if (answer.Improvements is [var best, ..])
        {
            text.Say("As a release to try the first one, for releases/:").SayAll(best.Release.TrimEnd().Split('\n'));
        }

        return text.SayAll(answer.Improvements.Skip(5).Select(i => $"{i.Rank}. {i.Sentence}")).ToString();
    }

    private string Said(TimeExplanation explained, string whole)
    {
        var text = new ShortAnswer(whole).Say(explained.Sentence);
        text.Say($"Mean of a request: {Format.Millis(explained.BaselineMillis)} before, {Format.Millis(explained.CandidateMillis)} now, difference {(explained.DifferenceMillis is { } by ? Format.SignedMillis(by) : "unknown")}{Within(explained.DifferenceInterval)}; {(explained.IsShown ? "shown" : "not shown: processes of the same code differ by as much")}. Evidence: {explained.Grade}. Traces: {explained.BaselineTraces} of {explained.Baseline}, {explained.CandidateTraces} of {explained.Candidate}.");
        Missing(text, explained.Missing);
        text.SayAll(explained.Contrasts.Take(5).Select(c => string.Create(CultureInfo.InvariantCulture, $"With {string.Join(" and ", c.Where.Select(w => $"{w.Key}={ShortAnswer.Cut(w.Value, 80)}"))}: {100 * c.Inside:0.#} % slow, without {100 * c.Outside:0.#} % (p {c.P:G2}, {c.Requests} requests)")));
        if (explained.Failures is { } failures)
        {
            text.SayAll(LinesOf(failures, true));
        }

        return text.SayAll(explained.Paths.Take(12).Select(p => $"{Format.SignedMillis(p.DifferenceMillis)}{Within(p.DifferenceInterval)} at {string.Join(" > ", p.Path.Select(s => ShortAnswer.Cut(s, 80)))} ({Format.Millis(p.BaselineMillis)} to {Format.Millis(p.CandidateMillis)}, calls {Format.Calls(p.BaselineCalls)} to {Format.Calls(p.CandidateCalls)})")).ToString();
    }

    private IEnumerable<string> LinesOf(AskFinding finding, bool withSentence)
    {
        if (withSentence)
        {
            yield return $"- {finding.Sentence}";
        }

        var numbers = new List<string> { $"{finding.Subject}, {finding.Measure}: {Value(finding.Before, finding.Unit)} before, {Value(finding.Now, finding.Unit)} now", $"evidence: {finding.Grade}" };
        if (finding.P is { } p)
        {
            numbers.Add(string.Create(CultureInfo.InvariantCulture, $"p {p:G2}"));
        }

        if (finding.Where.Count > 0)
        {
            numbers.Add($"in common: {string.Join(", ", finding.Where.Select(w => $"{w.Key}={ShortAnswer.Cut(w.Value, 80)}"))}{(finding.Share is { } share ? $" ({Format.Percent(share)} of it)" : "")}");
        }

        if (finding.Path.Count > 0)
        {
            numbers.Add($"path: {string.Join(" > ", finding.Path.Select(s => ShortAnswer.Cut(s, 80)))}");
        }

        if (finding.Traces.Count > 0)
        {
            numbers.Add($"traces: {string.Join(", ", finding.Traces.Take(3).Select(links.Trace))}");
        }

        yield return $"  {string.Join("; ", numbers)}";
    }

    private static string Value(double? value, string unit) => value is not { } known ? "unknown" : unit == "ms" ? Format.Millis(known) : unit == "1" ? Format.Percent(known) : $"{Format.Number(known, "G4")} {unit}";

    private static string Within(Interval? interval) => interval is { Low: { } low, High: { } high } ? $" (95 % interval {Format.SignedMillis(low)} to {Format.SignedMillis(high)})" : "";

    private static void Missing(ShortAnswer text, IReadOnlyList<Upshot.Observe.Stores.MissingRows> missing) => text.SayAll(missing.Select(m => $"Missing: {m.Sentence}."));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
