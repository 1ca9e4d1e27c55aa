using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Answers.Statements;

/// <summary>Values and conditions as SQL has them.</summary>
internal static class SqlText
{
    /// <summary>On one line, whatever it holds: a statement is pasted into shells.</summary>
    public static string Of(string text) => $"'{string.Concat(text.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"' || chr({(int)c}) || '") : c == '\'' ? "''" : c.ToString()))}'";

    public static string Of(DateTimeOffset moment) => $"TIMESTAMP '{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}'";

    public static string Of(IEnumerable<string> texts) => string.Join(", ", texts.Select(Of));

    public static string Within(string column, TimeRange range) => $"{column} >= {Of(range.From)} AND {column} < {Of(range.To)}";

    /// <summary>A further condition where a value is asked for.</summary>
    public static string And(string column, string? value) => string.IsNullOrEmpty(value) ? "" : $" AND {column} = {Of(value)}";

    /// <summary>The step of time that a moment lies in, as charts have it.</summary>
    public static string Step(string column, TimeSpan step) => string.Create(CultureInfo.InvariantCulture, $"time_bucket(INTERVAL {step.TotalSeconds:0} SECONDS, {column}::TIMESTAMP, TIMESTAMP '1970-01-01')");

    /// <summary>The value of an attribute, which may be one of the resource.</summary>
    public static string Attribute(string name)
    {
        var path = Of($"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
        return $"coalesce(json_extract_string(attributes, {path}), json_extract_string(resource, {path}))";
    }

    /// <summary>A field that every record has, or an attribute.</summary>
    public static string FieldOf(string name) => name is "service" or "version" or "environment" or "instance" ? name : Attribute(name);

    public static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
