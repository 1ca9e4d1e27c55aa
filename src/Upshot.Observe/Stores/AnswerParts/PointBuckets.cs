using System.Text.Json;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>Buckets of histograms from their stored JSON. Points of a series mostly have the same bounds, which are kept once.</summary>
internal sealed class PointBuckets
{
    // A sender may say any offset and as many buckets as a request holds.
    private const int MostBuckets = 4096;
    private readonly Dictionary<string, double[]> _bounds = new(StringComparer.Ordinal);

    public (IReadOnlyList<double> Bounds, IReadOnlyList<double> Buckets) Of(string bounds, string counts, string exponential) =>
        exponential.Length > 0 ? Exponential(exponential) : counts.Length > 0 ? Explicit(bounds, counts) : ([], []);

    private (IReadOnlyList<double> Bounds, IReadOnlyList<double> Buckets) Explicit(string bounds, string counts)
    {
        if (!_bounds.TryGetValue(bounds, out var known))
        {
            using var ends = JsonDocument.Parse(bounds.Length == 0 ? "[]" : bounds);
            _bounds[bounds] = known = Numbers(ends.RootElement);
        }

        using var document = JsonDocument.Parse(counts);
        var buckets = Numbers(document.RootElement);
        return buckets.Length == known.Length + 1 ? (known, buckets) : ([], []);
    }

    /// <summary>What is zero or below it is one bucket, which ends at zero.</summary>
    private static (IReadOnlyList<double> Bounds, IReadOnlyList<double> Buckets) Exponential(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var (scale, offset, counts) = (root.GetProperty("scale").GetInt32(), root.GetProperty("positive").GetProperty("offset").GetInt32(), Numbers(root.GetProperty("positive").GetProperty("counts")));
        var below = root.GetProperty("zero_count").GetDouble() + Numbers(root.GetProperty("negative").GetProperty("counts")).Sum();
        if (counts.Length > MostBuckets || scale is < -10 or > 20)
        {
            return ([], []);
        }

        List<double> bounds = [0, .. Enumerable.Range(0, counts.Length + 1).Select(i => Math.Pow(2, (offset + (double)i) * Math.Pow(2, -scale))).Where(double.IsFinite)];
        List<double> buckets = [below, 0, .. counts];
        return bounds.Count == buckets.Count ? (bounds, [.. buckets, 0]) : ([], []);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Number ? n.GetDouble() : double.TryParse(n.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];
}
