using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>Values that are recorded in another unit, while the unit that is declared stays.</summary>
internal static class ScaledMutants
{
    private const double Thousand = 1000;

    /// <summary>Of a counter, which only sums up, nobody can tell.</summary>
    public static IEnumerable<Mutant> OfMetric(SignalEdit edit, string what, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        var values = seen.Metrics.Where(m => m.Signal == signal).SelectMany(m => m.Item.Points).SelectMany(ValuesOf).Where(v => v != 0).ToList();
        if (signal.Instrument is not ("histogram" or "gauge") || values.Count == 0 || Factor(signal) is not { } factor)
        {
            yield break;
        }

        var remedy = $"Declare a range that holds the values ({Format.Of(values.Min())} to {Format.Of(values.Max())} {signal.Unit} were recorded) and not those of another unit, or name the metric under metrics of the span whose duration it is.";
        yield return new(new("value scaled", $"{what}, {(factor > 1 ? "multiplied" : "divided")} by {Format.Of(Math.Max(factor, 1 / factor))}", remedy), () => edit.Points(p => Scaled(p, factor)));
    }

    /// <summary>Whole numbers are counts, which have no other unit.</summary>
    public static IEnumerable<Mutant> OfAttribute(SignalEdit edit, SignalAttribute attribute, string what, MatchedTelemetry seen)
    {
        var values = seen.AttributeValues().Where(v => v.Signal == edit.Signal && v.Name == attribute.Name && v.Value.Number is not (null or 0)).Select(v => v.Value.Number!.Value).ToList();
        if (attribute.Definition is not { Range: { } range, Type: "double" } || values.Count == 0)
        {
            yield break;
        }

        double[] factors = range.Low > 0 ? [Thousand, 1 / Thousand] : [Thousand];
        foreach (var factor in factors)
        {
            yield return new(
                new("value scaled", $"{what}, {(factor > 1 ? "multiplied" : "divided")} by 1000", $"Declare a narrower range: {Format.Of(values.Min())} to {Format.Of(values.Max())} were seen."),
                () => edit.Attribute(attribute.Name, v => v.Number is { } number ? CapturedValue.Of(number * factor) : v));
        }
    }

    /// <summary>The unit that is most easily mixed up with the declared one; null: there is none.</summary>
    private static double? Factor(Signal signal) => signal.Unit switch
    {
        "s" => Thousand,
        "min" or "h" => 60,
        _ when Units.PerSecond(signal.Unit) is not null => 1 / Thousand,
        "By" => 1 / Thousand,
        "kBy" or "KiBy" or "MBy" or "MiBy" or "GBy" or "GiBy" => Thousand,
        _ => signal.Range is null ? null : Thousand,
    };

    private static IEnumerable<double> ValuesOf(CapturedPoint point) =>
        point.Value is { } value ? [value] : point.Count == 0 ? [] : point is { Min: { } min, Max: { } max } ? [min, max] : point.Sum is { } sum ? [sum / point.Count] : [];

    private static CapturedPoint Scaled(CapturedPoint point, double factor) => point with
    {
        Value = point.Value * factor,
        Sum = point.Sum * factor,
        Min = point.Min * factor,
        Max = point.Max * factor,
        Buckets = Moved(point, factor),
    };

    /// <summary>Everything in a bucket lies at its upper end; in the last one, just above its lower.</summary>
    private static List<double> Moved(CapturedPoint point, double factor)
    {
        var moved = new double[point.Buckets.Count];
        for (var i = 0; i < point.Buckets.Count; i++)
        {
            var value = factor * (i < point.Bounds.Count ? point.Bounds[i] : point.Bounds.Count > 0 ? Math.BitIncrement(point.Bounds[^1]) : 0);
            moved[Math.Min(moved.Length - 1, point.Bounds.Count(bound => bound < value))] += point.Buckets[i];
        }

        return [.. moved];
    }
}
