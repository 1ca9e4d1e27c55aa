namespace Upshot.Plan.Generate.Python;

/// <summary>Names as Python writes them, apart from its keywords and from what the module itself is made of.</summary>
internal static class PythonNames
{
    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    };

    private static readonly HashSet<string> s_taken = new(s_keywords, StringComparer.Ordinal)
    {
        // Built in, and used by the module.
        "str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "type", "object", "isinstance", "super", "staticmethod", "classmethod", "property", "BaseException",

        // Parameters and types that every module has.
        "self", "cls", "parent", "error", "exception", "start", "succeed", "read", "took", "amounts", "Personal", "Secret",
    };

    public static bool IsKeyword(string name) => s_keywords.Contains(name);

    public static string Type(CallName name) => Free(name.Pascal);

    public static string Member(CallName name) => Free(name.UpperSnake) is var free && free is "mro" or "MRO" ? "MRO_" : free;

    /// <summary>The unit is part of the name where the type does not say it.</summary>
    public static string Parameter(CallParameter parameter) =>
        Free(parameter.Type == ValueType.Money ? $"{parameter.Name.Snake}_{parameter.Unit.Trim('{', '}').ToLowerInvariant()}" : parameter.Name.Snake);

    public static string Instrument(MetricCall metric) => $"_{metric.Name.Snake}_{metric.Instrument}";

    public static string Span(SpanCall span) => $"_{span.Name.Snake}_span";

    public static string Event(EventCall written) => $"_{written.Name.Snake}_event";

    public static string Observed(MetricCall metric) => $"_{metric.Name.Snake}_observed";

    /// <summary>A module's name.</summary>
    public static string Module(CallName product) => Free(product.Snake);

    private static string Free(string name) => s_taken.Contains(name) ? name + "_" : name;
}
