namespace Upshot.Plan.Migrations;

/// <summary>One resource, span, span event, metric point or log record, as far as a schema can speak of it.</summary>
/// <param name="Name">Of the span, event or metric; empty for a resource or log record.</param>
public sealed record TelemetryItem(SchemaSection Section, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Of a span event: the name of its span.</summary>
    public string Span { get; init; } = "";
}

/// <param name="Doubts">What could not be taken back, one sentence each.</param>
public sealed record TranslatedItem(TelemetryItem Item, IReadOnlyList<string> Doubts);
