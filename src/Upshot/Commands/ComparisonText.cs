using System.Globalization;
using System.Text;
using Upshot.Decide.Comparison;

namespace Upshot.Commands;

/// <summary>A comparison for people: the verdict, its sentence, the numbers, the notes.</summary>
internal static class ComparisonText
{
    public static string Of(ComparisonResult result)
    {
        var text = new StringBuilder();
        text.Append(BenchmarksText.Name(result.Verdict).ToUpperInvariant()).Append("  ").Append(result.Sentence).Append("\n\n");
        Line("baseline", $"{Number(result.Baseline)}   ({result.BaselineReplicates} replicates)");
        Line("candidate", $"{Number(result.Candidate)}   ({result.CandidateReplicates} replicates)");
        Line("ratio", $"{Number(result.Ratio.Value)}   [{Number(result.Ratio.Low)}, {Number(result.Ratio.High)}]");
        Line("p", $"{Number(result.P)}   ({result.Method})");
        foreach (var note in result.Notes)
        {
            text.Append('\n').Append("Note: ").Append(note).Append('\n');
        }

        return text.ToString();

        void Line(string name, string value) => text.Append("  ").Append(name.PadRight(11)).Append(value).Append('\n');
    }

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("G5", CultureInfo.InvariantCulture);
}
