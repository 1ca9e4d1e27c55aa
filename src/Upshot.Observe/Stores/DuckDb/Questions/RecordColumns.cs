using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Fields, attributes and filters of spans or of log records, as SQL.</summary>
internal sealed partial class RecordColumns(QuerySession session, bool ofLogs)
{
    public AttributeColumns Attributes { get; } = AttributeColumns.Of(session, ofLogs ? TelemetrySignal.Logs : TelemetrySignal.Traces);

    public string Time => ofLogs ? "time" : "start_time";

    public string IsFailed => ofLogs ? $"coalesce(severity, 0) >= {RecordFields.SeverityOfErrors}" : $"status = {RecordFields.Failed}";

    public string Rows(long from, long to) => ofLogs ? session.Rows(TelemetrySignal.Logs, "logs", from, to) : session.Spans(from, to);

    public IReadOnlyList<SealedFile> Files => [.. session.Snapshot.Files.Where(f => f.Signal == (ofLogs ? TelemetrySignal.Logs : TelemetrySignal.Traces))];

    /// <summary>The value of a field as text; null where a record has none.</summary>
    public string TextOf(string field) => RecordFields.Known(field) switch
    {
        RecordField.Service => "service",
        RecordField.Version => "nullif(version, '')",
        RecordField.Environment => "nullif(environment, '')",
        RecordField.Instance => "nullif(instance, '')",
        RecordField.Name => ofLogs ? "nullif(event_name, '')" : "name",
        RecordField.Operation => ofLogs ? "NULL::VARCHAR" : "nullif(operation, '')",
        RecordField.Kind => ofLogs ? "NULL::VARCHAR" : $"{Sql.List(SpanKinds.Names)}[kind::INTEGER + 1]",
        RecordField.Status => ofLogs ? "NULL::VARCHAR" : $"{Sql.List(SpanKinds.StatusNames)}[status::INTEGER + 1]",
        RecordField.Severity => ofLogs ? $"{Sql.List(RecordFields.Severities)}[(severity::INTEGER - 1) // 4 + 1]" : "NULL::VARCHAR",
        _ => AttributeOf(field),
    };

    public string Condition(RecordFilter where) => string.Join(" AND ", Conditions(where).DefaultIfEmpty("true"));

    private IEnumerable<string> Conditions(RecordFilter where)
    {
        var equals = new (string Field, string? Value)[] { ("service", where.Service), ("environment", where.Environment), ("version", where.Version), ("name", where.Name), ("operation", where.Operation) };
        foreach (var (field, value) in equals.Where(e => e.Value is not null))
        {
            yield return value!.Length == 0 ? $"({TextOf(field)}) IS NULL" : $"{TextOf(field)} = {Sql.Text(value)}";
        }

        if (where.OnlyFailed)
        {
            yield return IsFailed;
        }

        if (where.AtLeast is { } atLeast)
        {
            yield return ofLogs ? "false" : $"duration_ns >= {Nanoseconds(atLeast)}";
        }

        if (where.Below is { } below)
        {
            yield return ofLogs ? "false" : $"duration_ns < {Nanoseconds(below)}";
        }

        if (where.Severity is { } severity)
        {
            yield return ofLogs ? string.Create(CultureInfo.InvariantCulture, $"coalesce(severity, 0) >= {severity}") : "false";
        }

        if (where.Text is { Length: > 0 } text)
        {
            var looked = $"lower({Sql.Text(text)})";
            yield return ofLogs ? $"contains(lower(body), {looked})" : $"(contains(lower(name), {looked}) OR contains(lower(coalesce(status_message, '')), {looked}))";
        }

        if (where.TraceId is { } trace)
        {
            yield return Guid.TryParseExact(trace, "N", out var id) ? $"trace_id = '{id}'::UUID" : "false";
        }

        foreach (var attribute in where.Attributes)
        {
            // Looking for the name's text costs a tenth of reading JSON.
            var may = RecordFields.Known(attribute.Name) is null && Attributes.ColumnOf(attribute.Name) is null && Plain().IsMatch(attribute.Name) ? $"(contains(attributes, {Sql.Text($"\"{attribute.Name}\"")}) OR contains(resource, {Sql.Text($"\"{attribute.Name}\"")})) AND " : "";
            yield return may + (attribute.Value is { } value ? $"({TextOf(attribute.Name)}) = {Sql.Text(value)}" : $"({TextOf(attribute.Name)}) IS NOT NULL");
        }
    }

    private string AttributeOf(string name)
    {
        var path = Sql.Pointer(name);
        return $"coalesce({(Attributes.ColumnOf(name) is { } column ? $"{column}::VARCHAR, " : "")}json_extract_string(attributes, {path}), json_extract_string(resource, {path}))";
    }

    private static long Nanoseconds(TimeSpan time) => (long)Int128.Min((Int128)time.Ticks * 100, long.MaxValue);

    [GeneratedRegex("^[A-Za-z0-9_.-]+$")]
    private static partial Regex Plain();
}
