using System.Globalization;

namespace Upshot.Evidence;

/// <summary>A value of an attribute as it was emitted.</summary>
/// <param name="Type">string, int, double, boolean, bytes, map, their arrays (<c>string[]</c>), <c>[]</c> for an empty array, mixed[], or empty for no value.</param>
/// <param name="Text">The value as text; of an array its items, separated by commas and a blank.</param>
public sealed record CapturedValue(string Type, string Text)
{
    public static readonly IReadOnlyDictionary<string, CapturedValue> None = new Dictionary<string, CapturedValue>();

    /// <summary>The items of an array or the values of a map; empty for all other values.</summary>
    public IReadOnlyList<CapturedValue> Items { get; init; } = [];

    /// <summary>The number that it is; null when it is none.</summary>
    public double? Number => Type is "int" or "double" && double.TryParse(Text, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static CapturedValue Of(string text) => new("string", text);

    public static CapturedValue Of(long number) => new("int", number.ToString(CultureInfo.InvariantCulture));

    public static CapturedValue Of(double number) => new("double", number.ToString("R", CultureInfo.InvariantCulture));

    public static CapturedValue Of(bool value) => new("boolean", value ? "true" : "false");
}
