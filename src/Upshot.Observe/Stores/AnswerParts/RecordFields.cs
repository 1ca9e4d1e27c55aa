namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>What fields of records are called when somebody looks for them, and their values as words: the same for every store.</summary>
internal static class RecordFields
{
    /// <summary>OTLP's severities begin with these numbers, four to a word.</summary>
    public static readonly string[] Severities = ["trace", "debug", "info", "warn", "error", "fatal"];

    public const int SeverityOfErrors = 17;

    /// <summary>OTLP's status code of an error.</summary>
    public const byte Failed = 2;

    /// <summary>A record's own field; null: the name of an attribute. Attributes of the resource that have a column are that column.</summary>
    public static RecordField? Known(string name) => name switch
    {
        "service" or "service.name" => RecordField.Service,
        "version" or "service.version" => RecordField.Version,
        "environment" or "deployment.environment.name" or "deployment.environment" => RecordField.Environment,
        "instance" or "service.instance.id" => RecordField.Instance,
        "name" => RecordField.Name,
        "operation" => RecordField.Operation,
        "kind" => RecordField.Kind,
        "status" => RecordField.Status,
        "severity" => RecordField.Severity,
        _ => null,
    };
}

internal enum RecordField
{
    Service,
    Version,
    Environment,
    Instance,
    Name,
    Operation,
    Kind,
    Status,
    Severity,
}
