using System.ComponentModel;
using ModelContextProtocol.Server;
using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison;
using Upshot.Pages;

namespace Upshot.Mcp;

/// <summary>Releases, and what came of them.</summary>
internal sealed class ReleaseTools(AnswerService asked, PageLinks links)
{
    [McpServerTool(Name = "releases", Title = "Releases", ReadOnly = true, OpenWorld = false)]
    [Description("Releases announced, planned or seen in telemetry, latest first, with baseline and hypothesis.")]
    public async Task<string> ReleasesAsync(CancellationToken cancellation = default)
    {
        var all = await asked.ReleasesAsync(cancellation);
        return new ShortAnswer(links.To("/releases")).Say(all.Count == 0 ? "No release was announced, planned or seen." : $"{Format.Plural(all.Count, "release")}, latest first.")
            .SayAll(all.Select(r => $"- {ShortAnswer.Cut(r.Version, 100)}{(r.Baseline.Length > 0 ? $" against {ShortAnswer.Cut(r.Baseline, 100)}" : "")}: {(r.Requests == 0 ? "not seen yet" : $"{Format.Plural(r.Requests, "request")}, last {Format.At(r.LastSeen)}")}{(r.Environment.Length > 0 ? $", {r.Environment}" : "")}; services {string.Join(", ", r.Services.Take(5).Select(s => ShortAnswer.Cut(s, 60)))}{(r.Hypothesis.Length > 0 ? $". Hypothesis: {r.Hypothesis}" : "")}")).ToString();
    }

    [McpServerTool(Name = "verdict", Title = "Verdict on a release", ReadOnly = true, OpenWorld = false)]
    [Description("What came of a release: improved, regressed, unchanged, notWorse or inconclusive, with the interval of every measure, the design of the comparison, and expected against actual impact.")]
    public async Task<string> VerdictAsync(
        [Description("The version that was released.")] string release,
        [Description("The version to judge against. By default what the plan says, else what ran before or beside it.")] string? baseline = null,
        [Description("Only this operation. By default all.")] string? operation = null,
        CancellationToken cancellation = default)
    {
        var verdict = await asked.CompareAsync(new CompareQuestion(Given(baseline), release) { Operation = Given(operation) }, cancellation);
        var text = new ShortAnswer(links.To($"/releases/{Uri.EscapeDataString(release)}"));
        text.Say($"{verdict.Candidate} against {(verdict.Baseline.Length > 0 ? verdict.Baseline : "nothing")}: {JsonNames.Of(verdict.Verdict)}{(verdict.Reason is not ("none" or "") ? $" ({verdict.Reason})" : "")}. {verdict.Sentence}");
        text.SayAll(verdict.Missing.Select(m => $"Missing: {m.Sentence}."));
        if (verdict.Hypothesis.Length > 0)
        {
            text.Say($"Hypothesis: {verdict.Hypothesis}");
        }

        text.SayAll(verdict.Expected.Select(e => $"Expected ({e.Prediction}): {e.Sentence}"));
        text.SayAll(verdict.Guardrails.Select(g => $"Guardrail [{JsonNames.Of(g.Verdict)}]: {g.Sentence}"));
        text.SayAll(verdict.Operations.Select(o => $"{o.Operation} at {o.Service}: {JsonNames.Of(o.Verdict)}; {DesignWords.Of(o.Design)}. {string.Join(" ", o.Notes)}"));
        text.SayAll(verdict.Notes.Select(n => $"Note: {n}"));
        return text.SayAll(verdict.Measures.OrderBy(m => m.Verdict switch { Verdict.Regressed => 0, Verdict.Improved => 1, _ => 2 }).Select(m => $"- {m.Operation} {m.Measure} [{JsonNames.Of(m.Verdict)}]: {m.Sentence}")).ToString();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
