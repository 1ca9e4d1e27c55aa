using System.Globalization;
using System.Text;
using System.Text.Json;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Benchmarks;

namespace Upshot.Commands;

/// <summary>Many benchmarks for people and for programs; a single one as ever.</summary>
internal static class BenchmarksText
{
    public static string Of(BenchmarkComparisonResult result)
    {
        var text = new StringBuilder();
        if (result.Benchmarks is [var single])
        {
            text.Append(ComparisonText.Of(single.Result));
        }
        else
        {
            foreach (var group in result.Benchmarks.GroupBy(b => b.Result.Verdict).OrderBy(g => Order(g.Key)))
            {
                text.Append(Name(group.Key).ToUpperInvariant()).Append("  ").Append(group.Count()).Append(" of ").Append(result.Benchmarks.Count).Append('\n');
                foreach (var benchmark in group.OrderBy(b => b.Result.P))
                {
                    text.Append(CultureInfo.InvariantCulture, $"  {benchmark.Result.Sentence}  p {Number(benchmark.Result.P)}, FDR {Number(benchmark.Q)}\n");
                }

                text.Append('\n');
            }
        }

        foreach (var note in result.Notes.Concat(Missing(result)))
        {
            text.Append("Note: ").Append(note).Append('\n');
        }

        return text.ToString();
    }

    public static string Json(BenchmarkComparisonResult result)
    {
        if (result.Benchmarks is [var single])
        {
            return ComparisonJson.Of(single.Result with { Notes = [.. single.Result.Notes, .. result.Notes, .. Missing(result)] });
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, FileFormat.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("benchmarks");
            foreach (var benchmark in result.Benchmarks)
            {
                writer.WriteStartObject();
                writer.WriteString("benchmark", benchmark.Name);
                writer.WritePropertyName("result");
                ComparisonJson.Write(writer, benchmark.Result);
                if (double.IsFinite(benchmark.Q))
                {
                    writer.WriteNumber("fdr", benchmark.Q);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("notes");
            foreach (var note in result.Notes.Concat(Missing(result)))
            {
                writer.WriteStringValue(note);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    public static string Name(Verdict verdict) => verdict == Verdict.NotWorse ? "not worse" : verdict.ToString().ToLowerInvariant();

    private static IEnumerable<string> Missing(BenchmarkComparisonResult result)
    {
        if (result.OnlyBaseline.Count > 0)
        {
            yield return $"Only the baseline has {string.Join(", ", result.OnlyBaseline.Take(10))}{(result.OnlyBaseline.Count > 10 ? " …" : "")}.";
        }

        if (result.OnlyCandidate.Count > 0)
        {
            yield return $"Only the candidate has {string.Join(", ", result.OnlyCandidate.Take(10))}{(result.OnlyCandidate.Count > 10 ? " …" : "")}.";
        }
    }

    private static int Order(Verdict verdict) => verdict switch { Verdict.Regressed => 0, Verdict.Improved => 1, Verdict.Inconclusive => 2, Verdict.NotWorse => 3, _ => 4 };

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("G2", CultureInfo.InvariantCulture);
}
