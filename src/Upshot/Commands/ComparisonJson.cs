using System.Text;
using System.Text.Json;
using Upshot.Decide.Comparison;

namespace Upshot.Commands;

/// <summary>A comparison as JSON. What cannot be said is null.</summary>
internal static class ComparisonJson
{
    public static string Of(ComparisonResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, FileFormat.WriterOptions))
        {
            Write(writer, result);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    internal static void Write(Utf8JsonWriter writer, ComparisonResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("verdict", BenchmarksText.Name(result.Verdict));
        Number(writer, "ratio", result.Ratio.Value);
        Number(writer, "low", result.Ratio.Low);
        Number(writer, "high", result.Ratio.High);
        if (result.Difference is { } difference)
        {
            writer.WriteStartObject("difference");
            Number(writer, "value", difference.Value);
            Number(writer, "low", difference.Low);
            Number(writer, "high", difference.High);
            writer.WriteEndObject();
        }

        Number(writer, "p", result.P);
        Number(writer, "exactP", result.ExactP ?? double.NaN);
        Number(writer, "needed", result.RequiredReplicates ?? double.NaN);
        Number(writer, "margin", result.Margin);
        Number(writer, "alpha", result.Alpha);
        Number(writer, "baseline", result.Baseline);
        Number(writer, "candidate", result.Candidate);
        writer.WriteNumber("baselineReplicates", result.BaselineReplicates);
        writer.WriteNumber("candidateReplicates", result.CandidateReplicates);
        writer.WriteString("method", result.Method);
        writer.WriteString("sentence", result.Sentence);
        writer.WriteStartArray("notes");
        foreach (var note in result.Notes)
        {
            writer.WriteStringValue(note);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
