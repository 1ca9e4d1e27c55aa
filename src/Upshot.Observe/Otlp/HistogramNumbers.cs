namespace Upshot.Observe.Otlp;

/// <summary>Whether a histogram's numbers can be those of one: bounds rise, and buckets add up to the count.</summary>
internal static class HistogramNumbers
{
    private const int Buckets = 6, Bounds = 7;

    public static string? Refusal(in PointFields point)
    {
        if (point.HasNoValue || point.BucketCounts.Count == 0)
        {
            return null;
        }

        var last = double.NegativeInfinity;
        var bounds = new Numbers(point.Message, Bounds);
        while (bounds.Next(out var bits))
        {
            var bound = BitConverter.UInt64BitsToDouble(bits);
            if (!(bound > last) || double.IsPositiveInfinity(bound))
            {
                return double.IsFinite(bound) ? "the bounds of a histogram do not rise" : "a bound of a histogram is not a number";
            }

            last = bound;
        }

        UInt128 sum = 0;
        var counts = new Numbers(point.Message, Buckets);
        while (counts.Next(out var count))
        {
            sum += count;
        }

        return sum == point.Count ? null : "the buckets of a histogram do not add up to its count";
    }

    public static string? RefusalOfExponential(in PointFields point)
    {
        if (point.HasNoValue)
        {
            return null;
        }

        // Without any bucket it still says how many values there were, and their sum.
        var sum = (UInt128)point.ZeroCount + ExponentialBuckets.Sum(point.Positive) + ExponentialBuckets.Sum(point.Negative);
        return sum == 0 || sum == point.Count ? null : "the buckets of an exponential histogram do not add up to its count";
    }

    /// <summary>Eight-byte numbers of one field, packed or not.</summary>
    private ref struct Numbers(Slice message, int field)
    {
        private Wire _fields = new(message);
        private Wire _packed = new(default);

        public bool Next(out ulong bits)
        {
            while (!_packed.HasMore)
            {
                if (!_fields.Next())
                {
                    bits = 0;
                    return false;
                }

                if (_fields.Tag == (uint)((field << 3) | 1))
                {
                    bits = _fields.Fixed64();
                    return true;
                }

                if (_fields.Tag == (uint)((field << 3) | 2))
                {
                    _packed = new Wire(_fields.Bytes());
                }
                else
                {
                    _fields.Skip();
                }
            }

            bits = _packed.Fixed64();
            return true;
        }
    }
}
