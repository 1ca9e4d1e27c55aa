using System.Globalization;
using System.Text.Json;

namespace Upshot.Decide.TraceFiles;

/// <summary>An element of a JSON document and the path to it, so that a problem can say where it is.</summary>
internal readonly record struct JsonLocation(JsonElement Element, string Path)
{
    public JsonLocation? Member(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonLocation(value, Path.Length == 0 ? name : $"{Path}.{name}")
            : null;

    public IEnumerable<JsonLocation> Items(string name)
    {
        if (Member(name) is not { Element.ValueKind: JsonValueKind.Array } list)
        {
            yield break;
        }

        var index = 0;
        foreach (var item in list.Element.EnumerateArray())
        {
            yield return new JsonLocation(item, $"{list.Path}[{index++}]");
        }
    }

    /// <summary>A string, or a number as it is written.</summary>
    public string? Text(string name) => Member(name)?.Element switch
    {
        { ValueKind: JsonValueKind.String } value => StringOf(value),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    // What is not valid UTF-8 (or half a surrogate pair) is no usable text.
    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number, or a string that holds one (64-bit integers are strings in OTLP JSON), times <paramref name="unit"/>; null when it is none, or too large.</summary>
    public long? Nanos(string name, long unit)
    {
        if (!decimal.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return Math.Abs(number) < long.MaxValue / unit ? (long)decimal.Round(number * unit) : null;
    }
}
