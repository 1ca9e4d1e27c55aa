using System.CommandLine;
using System.Globalization;
using Upshot.Decide.CallTables;

namespace Upshot.Commands;

/// <summary><c>upshot explain table FILE.csv --latency COLUMN</c>: which calls make requests slow.</summary>
internal static class ExplainTableCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A CSV file, a request a row: its latency and the time of each of its calls, all in one unit." };
        var latency = new Option<string>("--latency") { Description = "The column that holds the latency of the request.", Required = true };
        var ignore = new Option<string[]>("--ignore") { Description = "Columns that are no times of calls, for instance labels. The default is anomaly.", DefaultValueFactory = _ => ["anomaly"] };
        var format = FileFormat.Option();
        var command = new Command("table", "Show which calls make requests slow, and how slow these requests would be without.") { file, latency, ignore, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var table = FileAnswer.Read(parsed.GetRequiredValue(file), error, (bytes, name, problems) =>
                CallTable.Read(bytes, name, parsed.GetRequiredValue(latency), parsed.GetRequiredValue(ignore), problems));
            if (table is null)
            {
                return ExitCode.Failed;
            }

            var causes = SlowCauses.Of(table);
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(causes) : Text(causes));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string Json(IReadOnlyList<SlowCause> causes) => FileAnswer.Json(causes, (writer, cause) =>
    {
        writer.WriteStartArray("where");
        foreach (var range in cause.Where)
        {
            writer.WriteStartObject();
            writer.WriteString("column", range.Column);
            writer.WriteKnown("from", range.From);
            writer.WriteKnown("to", range.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("requests", cause.Requests);
        writer.WriteKnown("p95", cause.P95);
        writer.WriteKnown("p95Without", cause.P95Without);
        writer.WriteKnown("share", cause.ExcessShare);
    });

    private static string Text(IReadOnlyList<SlowCause> causes) => causes.Count == 0
        ? "No group of slow requests stands out.\n"
        : string.Concat(causes.Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Requests} requests with {string.Join(" and ", c.Where.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Column} from {w.From:G6} to {w.To:G6}")))}: 95th percentile {c.P95:G5}, without it {c.P95Without:G5}\n")));
}
