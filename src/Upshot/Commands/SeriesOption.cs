using System.CommandLine;
using Upshot.Decide.Series;

namespace Upshot.Commands;

/// <summary>A series in a file, as <c>changes</c> and <c>detect</c> take it.</summary>
internal static class SeriesOption
{
    public static Option<string> Column() => new("--column")
    {
        Description = "The column that holds the values. The default is value.",
        DefaultValueFactory = _ => SeriesFile.ValueColumn,
    };

    public static TimeSeries? Read(FileInfo file, string column, TextWriter error)
    {
        if (UserFile.Read(file, error) is not { } bytes)
        {
            return null;
        }

        var reading = SeriesFile.Read(bytes, file.ToString(), column);
        UserFile.Report(reading.Problems, error);
        UserFile.Report(reading.Notes, error);
        return reading.Series;
    }
}
