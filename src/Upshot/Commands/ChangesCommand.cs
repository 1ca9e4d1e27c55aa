using System.CommandLine;
using System.Globalization;
using Upshot.Decide.Changes;

namespace Upshot.Commands;

/// <summary><c>upshot changes SERIES.csv</c>: when a series changed its level or trend.</summary>
internal static class ChangesCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("series") { Description = "A CSV file with the header timestamp,value." };
        var column = SeriesOption.Column();
        var format = FileFormat.Option();
        var command = new Command("changes", "Show when a series changed its level or its trend, and by how much.") { file, column, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (SeriesOption.Read(parsed.GetRequiredValue(file), parsed.GetRequiredValue(column), error) is not { } series)
            {
                return ExitCode.Failed;
            }

            var changes = ChangePoints.Of(series);
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(changes) : Text(changes));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string Json(IReadOnlyList<ChangePoint> changes) => FileAnswer.Json(changes, (writer, change) =>
    {
        writer.WriteString("time", change.Time);
        writer.WriteNumber("index", change.Index);
        writer.WriteKnown("before", change.Before);
        writer.WriteKnown("after", change.After);
        writer.WriteKnown("low", change.Low);
        writer.WriteKnown("high", change.High);
    });

    private static string Text(IReadOnlyList<ChangePoint> changes) => changes.Count == 0
        ? "No change is shown.\n"
        : string.Concat(changes.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.Time}  from {c.Before:G5} to {c.After:G5} on average (difference {c.After - c.Before:G4}, 95 % interval {c.Low:G4} to {c.High:G4})\n")));
}
