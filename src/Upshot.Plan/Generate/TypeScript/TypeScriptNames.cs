namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Names as TypeScript writes them, apart from what the module itself is made of.</summary>
internal static class TypeScriptNames
{
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal)
    {
        // Global, and used by the module.
        "Array", "Boolean", "DataView", "Date", "Error", "Int32Array", "Map", "Math", "Number", "Object", "PromiseLike", "Promise", "Record", "Set", "String", "Symbol", "TextEncoder", "Uint8Array", "ArrayBuffer", "Partial",

        // Imported by it, or its own.
        "Context", "Meter", "MeterProvider", "Span", "SpanKind", "SpanStatusCode", "SeverityNumber", "Value", "Values", "Given", "Stage", "Classified", "Personal", "Secret", "Outcome", "SpanCall",
    };

    public static string Type(CallName name) => s_taken.Contains(name.Pascal) ? name.Pascal + "_" : name.Pascal;

    /// <summary>The unit is part of the name.</summary>
    public static string Parameter(CallParameter parameter) => parameter.Type switch
    {
        ValueType.Money => parameter.Name.With(parameter.Unit.Trim('{', '}').ToLowerInvariant()).Camel,
        ValueType.Duration => parameter.Name.With(TimeWord(parameter.Unit)).Camel,
        _ => parameter.Name.Camel,
    };

    public static string Instrument(MetricCall metric) => $"{metric.Name.With(metric.Instrument).Camel}Instrument";

    private static string TimeWord(string unit) => unit switch
    {
        "ns" => "nanoseconds",
        "us" => "microseconds",
        "ms" => "milliseconds",
        "s" => "seconds",
        "min" => "minutes",
        "h" => "hours",
        _ => "days",
    };
}
