using System.Globalization;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Fields, attributes and filters of spans or of log records, as SQL.</summary>
internal sealed class RecordColumns(ClickHouseSession session, TelemetrySignal signal)
{
    private readonly IReadOnlyList<Column> _columns = session.Plan.Readers[signal].Schema.Columns;
    private readonly bool _isSpans = signal == TelemetrySignal.Traces, _isLogs = signal == TelemetrySignal.Logs;

    public AttributeColumns Attributes { get; } = new(session.Plan, signal);

    public string Time => _isLogs ? "time" : "start_time";

    public string IsFailed => _isLogs ? $"severity >= {RecordFields.SeverityOfErrors}" : $"status = {RecordFields.Failed}";

    public string Rows => _isLogs ? session.Logs : session.Spans;

    /// <summary>The value of a field as text; empty where a record has none.</summary>
    public string TextOf(string field) => RecordFields.Known(field) switch
    {
        RecordField.Service => "toString(service)",
        RecordField.Version => "toString(version)",
        RecordField.Environment => "toString(environment)",
        RecordField.Instance => signal == TelemetrySignal.Metrics ? $"ifNull({Questions.Rows.Process}, '')" : "toString(instance)",
        RecordField.Name => _isLogs ? "toString(event_name)" : "toString(name)",
        RecordField.Operation => _isSpans ? "toString(operation)" : "''",
        RecordField.Kind => _isSpans ? $"{Array(SpanKinds.Names)}[kind + 1]" : "''",
        RecordField.Status => _isSpans ? $"{Array(SpanKinds.StatusNames)}[status + 1]" : "''",
        RecordField.Severity => _isLogs ? $"if(severity = 0, '', {Array(RecordFields.Severities)}[intDiv(severity - 1, 4) + 1])" : "''",
        _ => AttributeOf(field),
    };

    public string Condition(RecordFilter where) => string.Join(" AND ", Conditions(where).DefaultIfEmpty("1"));

    private IEnumerable<string> Conditions(RecordFilter where)
    {
        var equals = new (string Field, string? Value)[] { ("service", where.Service), ("environment", where.Environment), ("version", where.Version), ("name", where.Name), ("operation", where.Operation) };
        foreach (var (field, value) in equals.Where(e => e.Value is not null))
        {
            yield return _isLogs && field == "operation" ? value!.Length == 0 ? "1" : "0" : $"{(field == "name" && _isLogs ? "event_name" : field)} = {Literal.Text(value!)}";
        }

        if (where.OnlyFailed)
        {
            yield return IsFailed;
        }

        if (where.AtLeast is { } atLeast)
        {
            yield return _isLogs ? "0" : $"duration_ns >= {Nanoseconds(atLeast)}";
        }

        if (where.Below is { } below)
        {
            yield return _isLogs ? "0" : $"duration_ns < {Nanoseconds(below)}";
        }

        if (where.Severity is { } severity)
        {
            yield return _isLogs ? string.Create(CultureInfo.InvariantCulture, $"severity >= {severity}") : "0";
        }

        if (where.Text is { Length: > 0 } text)
        {
            yield return _isLogs ? $"positionCaseInsensitiveUTF8(body, {Literal.Text(text)}) > 0" : $"(positionCaseInsensitiveUTF8(toString(name), {Literal.Text(text)}) > 0 OR positionCaseInsensitiveUTF8(status_message, {Literal.Text(text)}) > 0)";
        }

        if (where.TraceId is { } trace)
        {
            yield return Guid.TryParseExact(trace, "N", out var id) ? $"trace_id = {Literal.TraceId(id.ToString("N"))}" : "0";
        }

        foreach (var condition in Conditions(where.Attributes))
        {
            yield return condition;
        }
    }

    public IEnumerable<string> Conditions(IEnumerable<AttributeFilter> attributes)
    {
        foreach (var attribute in attributes)
        {
            yield return attribute.Value is { } value ? $"{TextOf(attribute.Name)} = {Literal.Text(value)}{(value.Length == 0 ? $" AND {HasAttribute(attribute.Name)}" : "")}" : HasAttribute(attribute.Name);
        }
    }

    private string HasAttribute(string name) => RecordFields.Known(name) is not null ? $"{TextOf(name)} != ''"
        : $"({(ColumnOf(name) is { } column ? $"isNotNull(`{column.Name}`) OR " : "")}JSONHas(attributes, {Literal.Text(name)}) OR JSONHas(toString(resource), {Literal.Text(name)}))";

    private string AttributeOf(string name)
    {
        var key = Literal.Text(name);
        var rest = $"multiIf(JSONHas(attributes, {key}), {Json("attributes", key)}, JSONHas(toString(resource), {key}), {Json("toString(resource)", key)}, '')";
        return ColumnOf(name) is { } column ? $"if(isNotNull(`{column.Name}`), ifNull(toString(`{column.Name}`), ''), {rest})" : rest;
    }

    private static string Json(string column, string key) => $"if(JSONType({column}, {key}) = 'String', JSONExtractString({column}, {key}), JSONExtractRaw({column}, {key}))";

    private Column? ColumnOf(string attribute) => _columns.FirstOrDefault(c => c.Attribute == attribute);

    private static string Array(string[] texts) => $"[{string.Join(", ", texts.Select(Literal.Text))}]";

    private static long Nanoseconds(TimeSpan time) => (long)Int128.Min((Int128)time.Ticks * 100, long.MaxValue);
}
