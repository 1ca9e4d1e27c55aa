using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether numbers are in the range that makes sense.</summary>
internal static class RangeCheck
{
    public static readonly CheckInfo Info = new("out-of-range", "A number is outside the declared range.", "An impossible value is a mixed-up unit, a sentinel, or a bug.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var (signal, origin, name, value) in seen.AttributeValues())
        {
            if (value.Number is { } number && signal.Attributes.FirstOrDefault(a => a.Name == name) is { Definition.Range: { } range } attribute && !range.Contains(number))
            {
                yield return new(
                    Info.Id,
                    new(origin.Service, origin.Scope.Name, signal.Id, name),
                    $"The attribute {name} of {signal.Name} is outside its range, {Format.Of(range)}.",
                    "Look at the unit and at values that stand for 'unknown'; if it is right, widen the range in the plan.")
                {
                    Declared = attribute.Definition.Location,
                    Evidence = Format.Of(number),
                };
            }
        }

        foreach (var metric in seen.Metrics.Where(m => m.Signal?.Range is not null))
        {
            foreach (var point in metric.Item.Points)
            {
                if (Outside(point, metric.Signal!.Range!) is { } outside)
                {
                    yield return new(
                        Info.Id,
                        metric.At(metric.Item.Name),
                        $"The metric {metric.Item.Name} recorded values outside its range, {Format.Of(metric.Signal.Range!)} {metric.Signal.Unit}.",
                        "Look at the unit and at values that stand for 'unknown'; if it is right, widen the range in the plan.")
                    {
                        Declared = metric.Signal.Location,
                        Evidence = Format.Of(outside),
                    };
                }
            }
        }
    }

    /// <summary>A value that is certainly outside; of a histogram without smallest and largest value its buckets have to do.</summary>
    private static double? Outside(CapturedPoint point, ValueRange range)
    {
        if (point.Value is { } value)
        {
            return range.Contains(value) ? null : value;
        }

        double?[] known = point.Count > 0 ? [point.Min, point.Max, point.Sum is { } sum ? sum / point.Count : null, LowestBound(point, range), HighestBound(point, range)] : [];
        return known.FirstOrDefault(v => v is { } number && !range.Contains(number));
    }

    /// <summary>The upper end of the lowest bucket that has something in it, when even that is too low.</summary>
    private static double? LowestBound(CapturedPoint point, ValueRange range)
    {
        var first = IndexOf(point, point.Buckets.Count, +1);
        return first >= 0 && first < point.Bounds.Count && point.Bounds[first] < range.Low ? point.Bounds[first] : null;
    }

    /// <summary>The lower end of the highest bucket that has something in it, when even that is too high.</summary>
    private static double? HighestBound(CapturedPoint point, ValueRange range)
    {
        var last = IndexOf(point, point.Buckets.Count, -1);
        return last > 0 && last <= point.Bounds.Count && point.Bounds[last - 1] > range.High ? point.Bounds[last - 1] : null;
    }

    private static int IndexOf(CapturedPoint point, int count, int step)
    {
        for (var i = step > 0 ? 0 : count - 1; i >= 0 && i < count; i += step)
        {
            if (point.Buckets[i] > 0)
            {
                return i;
            }
        }

        return -1;
    }
}
