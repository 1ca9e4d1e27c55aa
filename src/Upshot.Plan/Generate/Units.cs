namespace Upshot.Plan.Generate;

/// <summary>What a UCUM unit means for code.</summary>
public static class Units
{
    // The units that telemetry uses; in any other the unit itself becomes the word.
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["By"] = "bytes", ["kBy"] = "kilobytes", ["KiBy"] = "kibibytes", ["MBy"] = "megabytes", ["MiBy"] = "mebibytes", ["GBy"] = "gigabytes", ["GiBy"] = "gibibytes",
        ["bit"] = "bits", ["%"] = "percent", ["Cel"] = "celsius", ["Hz"] = "hertz", ["m"] = "metres", ["km"] = "kilometres", ["g"] = "grams", ["kg"] = "kilograms",
        ["W"] = "watts", ["J"] = "joules", ["V"] = "volts", ["A"] = "amperes", ["By/s"] = "bytes_per_second",
    };

    /// <summary>Of a unit of time, how many of it are in a second; null: no unit of time.</summary>
    public static double? PerSecond(string unit) => unit switch
    {
        "ns" => 1e9,
        "us" => 1e6,
        "ms" => 1e3,
        "s" => 1,
        "min" => 1.0 / 60,
        "h" => 1.0 / 3600,
        "d" => 1.0 / 86400,
        _ => null,
    };

    /// <summary>An annotation of three capitals: {EUR}.</summary>
    public static bool IsCurrency(string unit) => unit.Length == 5 && unit[0] == '{' && unit[4] == '}' && unit.Skip(1).Take(3).All(c => c is >= 'A' and <= 'Z');

    /// <summary>The word that a name needs; empty: none.</summary>
    public static string Word(string unit) =>
        unit is "" or "1" || unit[0] == '{' || PerSecond(unit) is not null ? ""
        : s_words.TryGetValue(unit, out var word) ? word
        : CallName.Of(unit).Snake;

    /// <summary>How the values of a metric are written in code.</summary>
    internal static ValueType TypeOf(string instrument, string unit) =>
        PerSecond(unit) is not null ? ValueType.Duration
        : IsCurrency(unit) ? ValueType.Money
        : unit is "By" or "bit" || (unit.Length > 0 && unit[0] == '{') || (unit is "1" or "" && instrument is "counter" or "updowncounter") ? ValueType.Integer
        : ValueType.Number;
}
