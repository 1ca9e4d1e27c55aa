using System.Globalization;
using System.Text;
using Upshot.Answers;

namespace Upshot.Commands;

/// <summary>A release's verdict as plain text.</summary>
internal static class VerdictText
{
    public static string Of(ReleaseVerdict verdict)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{verdict.Candidate} against {verdict.Baseline}: {verdict.Verdict.ToUpperInvariant()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {verdict.Sentence}");
        if (verdict.Hypothesis.Length > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Hypothesis: {verdict.Hypothesis}");
        }

        Section(text, "Expected", verdict.Expected.Select(e => (e.Prediction, e.Sentence)));
        Section(text, "Guardrails", verdict.Guardrails.Select(g => (g.Verdict, g.Sentence)));
        Section(text, "Measures", verdict.Measures.Select(m => (m.Verdict, m.Sentence)));
        foreach (var note in verdict.Measures.SelectMany(m => m.Notes).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Note: {note}");
        }

        return text.ToString().TrimEnd();
    }

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
