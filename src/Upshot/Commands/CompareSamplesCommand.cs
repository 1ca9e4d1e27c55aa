using System.CommandLine;
using Upshot.Decide.Comparison;
using Upshot.Decide.SampleFiles;

namespace Upshot.Commands;

/// <summary><c>upshot compare samples A.csv B.csv</c>: judge any benchmark from two files of samples.</summary>
internal static class CompareSamplesCommand
{
    public static Command Create()
    {
        var baseline = new Argument<FileInfo>("baseline") { Description = "Samples of the baseline: CSV rows of replicate,value or replicate,time,value." };
        var candidate = new Argument<FileInfo>("candidate") { Description = "Samples of the candidate, in the same form." };
        var margin = Share("--margin", "The largest relative harm that is acceptable: 2% or 0.02.", 0.02, 0, 10);
        var alpha = Share("--alpha", "How often code that did not change may be called improved or regressed: 1% or 0.01.", 0.01, 0.000001, 0.5);
        var higher = new Option<string>("--higher-is") { Description = "better or worse; values are durations or the like unless told otherwise.", DefaultValueFactory = _ => "worse" };
        higher.AcceptOnlyFromAmong("better", "worse");
        var format = FileFormat.Option();
        var command = new Command("samples", "Judge any benchmark from two files of samples.") { baseline, candidate, margin, alpha, higher, format };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(baseline),
            parsed.GetRequiredValue(candidate),
            parsed.GetValue(margin),
            new ComparisonOptions { Alpha = parsed.GetValue(alpha), HigherIsBetter = parsed.GetValue(higher) == "better" },
            parsed.GetValue(format) == FileFormat.Json,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(FileInfo baseline, FileInfo candidate, double margin, ComparisonOptions options, bool asJson, TextWriter output, TextWriter error)
    {
        // Both files are read before anything is said, so that all problems come at once.
        var readings = new[] { baseline, candidate }.Select(file => UserFile.Read(file, error) is { } bytes ? SampleFile.Read(bytes, file.ToString()) : null).ToList();
        var problems = readings.SelectMany(r => r?.Problems ?? []).ToList();
        UserFile.Report(problems, error);
        if (problems.Count > 0 || readings is not [{ } a, { } b])
        {
            return ExitCode.Failed;
        }

        var result = SampleComparison.Compare(a.Arm, b.Arm, margin, options);
        output.Write(asJson ? ComparisonJson.Of(result) : ComparisonText.Of(result));
        return result.Verdict switch
        {
            Verdict.Improved or Verdict.Unchanged => ExitCode.Yes,
            Verdict.Regressed => ExitCode.No,
            _ => ExitCode.NotEnoughEvidence,
        };
    }

    private static Option<double> Share(string name, string description, double normal, double least, double most)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            DefaultValueFactory = _ => normal,
            CustomParser = result =>
            {
                if (ShareText.TryParse(result.Tokens[^1].Value, out var share) && share >= least && share <= most)
                {
                    return share;
                }

                result.AddError($"{name} \"{result.Tokens[^1].Value}\" is not a share between {ShareText.Of(least)} and {ShareText.Of(most)}. Write it like 2% or 0.02.");
                return normal;
            },
        };
        return option;
    }
}
