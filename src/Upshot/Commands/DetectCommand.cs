using System.CommandLine;
using System.Globalization;
using Upshot.Decide.Anomalies;
using Upshot.Decide.Series;

namespace Upshot.Commands;

/// <summary><c>upshot detect SERIES.csv</c>: where a series behaves as it never did before.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("series") { Description = "A CSV file with the header timestamp,value." };
        var scores = new Option<bool>("--scores") { Description = "Show the score of every row instead of the alarms." };
        var threshold = new Option<double>("--threshold")
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"The score from which on an episode is an alarm. The default is {AnomalyDetector.Threshold}."),
            DefaultValueFactory = _ => AnomalyDetector.Threshold,
        };
        var column = SeriesOption.Column();
        var format = FileFormat.Option();
        var command = new Command("detect", "Show where a series behaves as it never did before: one alarm an episode.") { file, scores, threshold, column, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (SeriesOption.Read(parsed.GetRequiredValue(file), parsed.GetRequiredValue(column), error) is not { } series)
            {
                return ExitCode.Failed;
            }

            var all = AnomalyDetector.Scores(series);
            var shown = Enumerable.Range(0, series.Count).Where(i => parsed.GetValue(scores) || all[i] >= parsed.GetValue(threshold)).ToList();
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(series, all, shown) : Text(series, all, shown));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string Json(TimeSeries series, double[] scores, List<int> rows) => FileAnswer.Json(rows, (writer, row) =>
    {
        writer.WriteString("time", series.TimeTexts[row]);
        writer.WriteNumber("index", row);
        writer.WriteKnown("score", scores[row]);
    });

    private static string Text(TimeSeries series, double[] scores, List<int> rows) => rows.Count == 0
        ? "Nothing unusual is shown.\n"
        : string.Concat(rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{series.TimeTexts[r]}  {series.Values[r]:G6}  score {scores[r]:0.00}\n")));
}
