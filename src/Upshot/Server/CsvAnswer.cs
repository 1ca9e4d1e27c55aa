using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Upshot.Server;

/// <summary>The rows of an answer as CSV, where <c>format=csv</c> asks for it: what is nested becomes columns with a dot, lists one cell.</summary>
internal static class CsvAnswer
{
    /// <param name="rows">Of the answer, its rows.</param>
    public static RouteHandlerBuilder WithCsv<T>(this RouteHandlerBuilder route, Func<T, IEnumerable<object>> rows) => route.AddEndpointFilter(async (invocation, next) =>
    {
        var answer = await next(invocation);
        var context = invocation.HttpContext;
        return context.Request.Query[KnownParameters.Format] == "csv" && answer is T known
            ? Results.Text(Of(rows(known), context.RequestServices.GetRequiredService<IOptions<HttpJsonOptions>>().Value.SerializerOptions), "text/csv; charset=utf-8; header=present", Encoding.UTF8)
            : answer;
    }).WithMetadata(new KnownParameters.Known(KnownParameters.Format, "json", "csv"));

    public static string Of(IEnumerable<object> rows, JsonSerializerOptions json)
    {
        var columns = new List<string>();
        var lines = new List<Dictionary<string, string>>();
        foreach (var row in rows)
        {
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            Flatten("", JsonSerializer.SerializeToElement(row, row.GetType(), json), cells);
            columns.AddRange(cells.Keys.Except(columns));
            lines.Add(cells);
        }

        var text = new StringBuilder();
        Append(text, columns);
        foreach (var line in lines)
        {
            Append(text, columns.Select(c => line.GetValueOrDefault(c, "")));
        }

        return text.ToString();
    }

    private static void Flatten(string name, JsonElement value, Dictionary<string, string> cells)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var part in value.EnumerateObject())
                {
                    Flatten(name.Length == 0 ? part.Name : $"{name}.{part.Name}", part.Value, cells);
                }

                break;
            case JsonValueKind.Array:
                cells[name] = string.Join("; ", value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : v.GetRawText()));
                break;
            default:
                cells[name] = value.ValueKind switch { JsonValueKind.Null => "", JsonValueKind.String => value.GetString()!, _ => value.GetRawText() };
                break;
        }
    }

    private static void Append(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(CsvCell.Of)).Append("\r\n");
}
