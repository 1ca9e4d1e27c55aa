using System.Globalization;
using System.Text;
using Upshot.Answers;
using Upshot.Decide.Comparison;

namespace Upshot.Commands;

/// <summary>A release's verdict as plain text.</summary>
internal static class VerdictText
{
    public static string Of(ReleaseVerdict verdict)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{verdict.Candidate} against {(verdict.Baseline.Length > 0 ? verdict.Baseline : "nothing")}: {Word(verdict.Verdict, verdict.Reason).ToUpperInvariant()}{(verdict.Environment.Length > 0 ? $" ({verdict.Environment})" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {verdict.Sentence}");
        if (verdict.Hypothesis.Length > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Hypothesis: {verdict.Hypothesis}");
        }

        Section(text, "Expected", verdict.Expected.Select(e => (e.Prediction, e.Sentence)));
        Section(text, "Guardrails", verdict.Guardrails.Select(g => (Word(g.Verdict, g.Reason), g.Sentence)));
        Section(text, "Measures", verdict.Measures.Select(m => (Word(m.Verdict, m.Reason), m.Sentence)));
        foreach (var note in verdict.Notes.Concat(verdict.Measures.SelectMany(m => m.Notes)).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Note: {note}");
        }

        foreach (var operation in verdict.Operations)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {operation.Operation} at {operation.Service}, {operation.Candidate} against {(operation.Baseline.Length > 0 ? operation.Baseline : "nothing")}: {DesignWords.Of(operation.Design)}");
            foreach (var note in operation.Notes)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    {note}");
            }
        }

        return text.ToString().TrimEnd();
    }

    internal static string Word(Verdict verdict, string reason) => reason switch
    {
        "notJudged" => "not judged",
        "confoundedWithTime" => "inconclusive (confounded)",
        _ => BenchmarksText.Name(verdict),
    };

    private static void Section(StringBuilder text, string title, IEnumerable<(string Word, string Sentence)> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {title}");
        var width = all.Max(l => l.Word.Length);
        foreach (var (word, sentence) in all)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {word.PadRight(width)}  {sentence}");
        }
    }
}
