namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Names as TypeScript writes them, apart from what the module itself is made of.</summary>
internal static class TypeScriptNames
{
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal)
    {
        // Global, and used by the module.
        "Array", "Boolean", "DataView", "Date", "Error", "Int32Array", "Map", "Math", "Number", "Object", "PromiseLike", "Promise", "ReadonlyMap", "Record", "Set", "String", "Symbol", "TextEncoder", "TextDecoder", "AbortSignal", "Uint8Array", "ArrayBuffer", "Partial", "ArrayLike", "Iterable", "IteratorResult", "Generator", "AsyncGenerator", "JSON", "Readonly",

        // Imported by it, or its own.
        "Context", "Meter", "MeterProvider", "Span", "SpanKind", "SpanStatusCode", "SeverityNumber", "Observable", "ObservableResult", "ProxyTracerProvider", "Value", "Values", "TakenValue",
        "DeclaredValue", "ObservedReading", "LeftOut", "Stage", "AnswerPart", "Classified", "Personal", "Secret", "Outcome", "SpanDescription", "SpanCall", "RunningCall",
    };

    /// <summary>What every object has, so that a property that was left out would be taken for it.</summary>
    private static readonly HashSet<string> s_ofEveryObject = new(StringComparer.Ordinal)
    {
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
    };

    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "eval", "export", "extends",
        "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public",
        "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",

        // Named by the module, or beside it.
        "values", "on", "taken", "declared", "found", "amounts", "read", "measuredAmount", "observedReading", "write",
    };

    public static string Type(CallName name) => s_taken.Contains(name.Pascal) ? name.Pascal + "_" : name.Pascal;

    /// <summary>The unit is part of the name.</summary>
    public static string Parameter(CallParameter parameter) => parameter.Type switch
    {
        ValueType.Money => parameter.Name.With(parameter.Unit.Trim('{', '}').ToLowerInvariant()).Camel,
        ValueType.Duration => parameter.Name.With(TimeWord(parameter.Unit)).Camel,
        _ when s_ofEveryObject.Contains(parameter.Name.Camel) => parameter.Name.Camel + "_",
        _ => parameter.Name.Camel,
    };

    /// <summary>A parameter that is no property.</summary>
    public static string Variable(CallParameter parameter) => Parameter(parameter) is var name && s_reserved.Contains(name) ? name + "_" : name;

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
