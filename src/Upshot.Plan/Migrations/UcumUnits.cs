namespace Upshot.Plan.Migrations;

/// <summary>
/// The units that telemetry uses, as The Unified Code for Units of Measure writes them (case-sensitive). A value in the
/// base unit of the dimension is <c>value × Numerator / Denominator + Offset</c>; two whole numbers keep 1 ms an exact 0.001 s.
/// </summary>
internal static class UcumUnits
{
    internal readonly record struct Unit(string Dimension, double Numerator, double Denominator, double Offset = 0);

    private static readonly (string Prefix, double Numerator, double Denominator)[] s_prefixes =
    [
        ("n", 1, 1e9), ("u", 1, 1e6), ("m", 1, 1e3), ("c", 1, 100), ("k", 1e3, 1), ("M", 1e6, 1), ("G", 1e9, 1), ("T", 1e12, 1), ("P", 1e15, 1),
    ];

    private static readonly (string Prefix, double Numerator)[] s_binary = [("Ki", 1024d), ("Mi", 1048576d), ("Gi", 1073741824d), ("Ti", 1099511627776d)];

    private static readonly Dictionary<string, Unit> s_units = Table();

    public static Unit? Find(string unit)
    {
        if (s_units.TryGetValue(unit, out var known))
        {
            return known;
        }

        var plain = WithoutAnnotations(unit);
        if (s_units.TryGetValue(plain, out known))
        {
            return known;
        }

        // A rate: By/s, {request}/min.
        var slash = plain.IndexOf('/');
        return slash >= 0 && plain.IndexOf('/', slash + 1) < 0
            && s_units.TryGetValue(slash == 0 ? "1" : plain.Substring(0, slash), out var above)
            && s_units.TryGetValue(plain.Substring(slash + 1), out var below)
            && above.Offset == 0 && below.Offset == 0
                ? new Unit($"{above.Dimension}/{below.Dimension}", above.Numerator * below.Denominator, above.Denominator * below.Numerator)
                : null;
    }

    /// <summary>{request} is 1, By{used} is By.</summary>
    private static string WithoutAnnotations(string unit)
    {
        var open = unit.IndexOf('{');
        while (open >= 0 && unit.IndexOf('}', open) is var close and > 0)
        {
            unit = unit.Remove(open, close - open + 1);
            open = unit.IndexOf('{');
        }

        return unit.Length == 0 ? "1" : unit.StartsWith("/", StringComparison.Ordinal) ? "1" + unit : unit;
    }

    private static Dictionary<string, Unit> Table()
    {
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal)
        {
            ["1"] = new("1", 1, 1),
            ["%"] = new("1", 1, 100),
            ["[ppth]"] = new("1", 1, 1e3),
            ["[ppm]"] = new("1", 1, 1e6),
            ["[ppb]"] = new("1", 1, 1e9),
            ["min"] = new("time", 60, 1),
            ["h"] = new("time", 3600, 1),
            ["d"] = new("time", 86400, 1),
            ["wk"] = new("time", 604800, 1),
            ["K"] = new("temperature", 1, 1),
            ["Cel"] = new("temperature", 1, 1, 273.15),
            ["[degF]"] = new("temperature", 5, 9, 459.67 * 5 / 9),
            ["bit"] = new("data", 1, 8),
        };
        Prefixed("s", "time");
        Prefixed("By", "data");
        Prefixed("Hz", "frequency");
        Prefixed("W", "power");
        Prefixed("J", "energy");
        Prefixed("V", "voltage");
        Prefixed("A", "current");
        Prefixed("m", "length");
        units["Wh"] = new("energy", 3600, 1);
        units["kWh"] = new("energy", 3.6e6, 1);
        foreach (var (prefix, factor) in s_binary)
        {
            units[prefix + "By"] = new("data", factor, 1);
            units[prefix + "bit"] = new("data", factor, 8);
        }

        foreach (var (prefix, numerator, denominator) in s_prefixes.Where(p => p.Denominator == 1))
        {
            units[prefix + "bit"] = new("data", numerator, 8 * denominator);
        }

        return units;

        void Prefixed(string unit, string dimension)
        {
            units[unit] = new(dimension, 1, 1);
            foreach (var (prefix, numerator, denominator) in s_prefixes)
            {
                units[prefix + unit] = new(dimension, numerator, denominator);
            }
        }
    }
}
