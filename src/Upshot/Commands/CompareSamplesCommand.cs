using System.CommandLine;
using Upshot.Decide;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Benchmarks;
using Upshot.Decide.SampleFiles;

namespace Upshot.Commands;

/// <summary><c>upshot compare samples A B</c>: judge any benchmarks from files or folders of samples.</summary>
internal static class CompareSamplesCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string>("baseline") { Description = "Samples of the baseline: CSV rows of replicate,value (time and benchmark may stand beside them), JSON of BenchmarkDotNet, JMH, pytest-benchmark, hyperfine or k6, or a folder of such files." };
        var candidate = new Argument<string>("candidate") { Description = "Samples of the candidate, in the same form." };
        var margin = Share("--margin", "The largest relative harm that is acceptable: 2% or 0.02.", 0.02, 0, 10);
        var alpha = Share("--alpha", "How often code that did not change may be called improved or regressed: 1% or 0.01.", 0.01, 0.000001, 0.5);
        var higher = new Option<string>("--higher-is") { Description = "better or worse; values are durations or the like unless told otherwise, or unless the file says so.", DefaultValueFactory = _ => "worse" };
        higher.AcceptOnlyFromAmong("better", "worse");
        var by = new Option<string[]>("--by") { Description = "The column that tells benchmarks apart; may be given more than once." };
        var replicate = new Option<string?>("--replicate") { Description = "The column that names the process or run." };
        var value = new Option<string?>("--value") { Description = "The column that holds the values." };
        var format = FileFormat.Option();
        var command = new Command("samples", "Judge any benchmarks from two files or folders of samples.") { baseline, candidate, margin, alpha, higher, by, replicate, value, format };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(baseline),
            parsed.GetRequiredValue(candidate),
            parsed.GetValue(margin),
            new ComparisonOptions { Alpha = parsed.GetValue(alpha), HigherIsBetter = parsed.GetValue(higher) == "better" },
            new SampleNames(parsed.GetValue(by) ?? [], parsed.GetValue(replicate), parsed.GetValue(value)),
            parsed.GetValue(format) == FileFormat.Json,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string baseline, string candidate, double margin, ComparisonOptions options, SampleNames names, bool asJson, TextWriter output, TextWriter error)
    {
        if (Path.GetFullPath(baseline) == Path.GetFullPath(candidate))
        {
            error.WriteLine($"{baseline} is not compared with itself: give the samples of another run.");
            return ExitCode.Failed;
        }

        // Both sides are read before anything is said, so that all problems come at once.
        var readings = new[] { baseline, candidate }.Select(path => SampleSource.Read(path, names, error)).ToList();
        IReadOnlyList<FileProblem> problems = [.. readings.SelectMany(r => r?.Problems ?? [])];
        UserFile.Report(problems, error);
        if (problems.Count > 0 || readings is not [{ } a, { } b])
        {
            return ExitCode.Failed;
        }

        var result = BenchmarkComparison.Compare(a.Benchmarks, b.Benchmarks, margin, options);
        if (result.Benchmarks.Count == 0)
        {
            error.WriteLine($"{baseline} and {candidate} have no benchmark in common. {Names("Only in the first", result.OnlyBaseline)} {Names("Only in the second", result.OnlyCandidate)}");
            return ExitCode.Failed;
        }

        output.Write(asJson ? BenchmarksText.Json(result) : BenchmarksText.Of(result));
        return (int)VerdictOutcomes.Of(result.Benchmarks.Select(r => r.Result.Verdict));
    }

    private static string Names(string where, IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"{where}: {string.Join(", ", names.Take(5).Select(n => n.Length == 0 ? "(without a name)" : n))}{(names.Count > 5 ? $" and {names.Count - 5} more" : "")}.";

    private static Option<double> Share(string name, string description, double normal, double least, double most)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            DefaultValueFactory = _ => normal,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                // A bare 2 is two per cent to some and two hundred to the program: it is asked for.
                if (ShareText.TryParse(text, out var share) && share >= least && share <= most && (share < 1 || text.TrimEnd().EndsWith('%')))
                {
                    return share;
                }

                var meant = share >= 1 && !text.Contains('%') ? $" Did you mean {text.Trim()}%?" : "";
                result.AddError($"{name} \"{text}\" is not a share between {ShareText.Of(least)} and {ShareText.Of(most)}. Write it like 2% or 0.02.{meant}");
                return normal;
            },
        };
        return option;
    }
}
