using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot query</c>: SQL over the documented views, read only.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "One query that reads: SELECT, DESCRIBE, EXPLAIN … over spans, logs, metric_points, rollups, objective_minutes; - reads it from standard input." };
        var format = ServerCommand.Format("table", "json", "csv");
        var rows = new Option<int>("--limit") { Description = "Rows at most. The default is 10,000.", DefaultValueFactory = _ => 10_000 };
        var timeout = new Option<double>("--timeout") { Description = "Seconds at most. The default is 30.", DefaultValueFactory = _ => 30 };
        var command = new Command("query", "Ask the stored telemetry with SQL.") { sql, format, rows, timeout };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(sql);
            var question = new Server.SqlQuestion(text == "-" ? await Console.In.ReadToEndAsync() : text, parsed.GetValue(rows), parsed.GetValue(timeout));
            var answer = await client.PostAsync<Answer>("/api/v1/query", question, cancellation);
            switch (parsed.GetValue(format))
            {
                case "json":
                    PrintJson(answer);
                    break;
                case "csv":
                    PrintCsv(answer);
                    break;
                default:
                    PrintTable(answer);
                    break;
            }

            if (answer.CutBecause is not null)
            {
                Console.Error.WriteLine($"This is not the whole answer. {answer.CutBecause} --limit N shows more rows.");
            }

            if (answer.Error is not null)
            {
                Console.Error.WriteLine($"This is not the whole answer. {answer.Error}");
                return ExitCode.Failed;
            }

            return ExitCode.Yes;
        });
        return command;
    }

    /// <param name="Rows">An array of arrays: one document, for there may be millions of values.</param>
    private sealed record Answer(IReadOnlyList<string> Columns, JsonElement Rows, string? CutBecause, string? Error);

    // In pieces: an answer may be 64 MiB long.
    private static void PrintJson(Answer answer)
    {
        const int Piece = 1 << 16;
        var buffer = new ArrayBufferWriter<byte>(Piece);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartArray();
        foreach (var row in answer.Rows.EnumerateArray())
        {
            writer.WriteStartObject();
            foreach (var (i, value) in row.EnumerateArray().Index())
            {
                writer.WritePropertyName(answer.Columns[i]);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
            if (writer.BytesPending + buffer.WrittenCount >= Piece)
            {
                Print();
            }
        }

        writer.WriteEndArray();
        Print();
        Console.Out.WriteLine();

        void Print()
        {
            writer.Flush();
            Console.Out.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            buffer.ResetWrittenCount();
        }
    }

    private static void PrintCsv(Answer answer)
    {
        Console.Out.WriteLine(string.Join(',', answer.Columns.Select(CsvCell.Of)));
        foreach (var row in answer.Rows.EnumerateArray())
        {
            Console.Out.WriteLine(string.Join(',', row.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? CsvCell.Of(v.GetString()!) : CsvCell.Quoted(Text(v)))));
        }
    }

    private static void PrintTable(Answer answer)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in answer.Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(Visible.Text(column))).NoWrap());
        }

        foreach (var row in answer.Rows.EnumerateArray())
        {
            table.AddRow([.. row.EnumerateArray().Select(v => Markup.Escape(Visible.Text(Text(v))))]);
        }

        RichText.Output.Write(table);
        var count = answer.Rows.GetArrayLength();
        RichText.Output.WriteLine(count == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} rows"));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
