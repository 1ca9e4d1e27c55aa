namespace Upshot.Evidence.Tests;

public class ExponentialHistogramTests
{
    // OpenTelemetry data model: bucket i holds base^i < value ≤ base^(i+1), base = 2^(2^-6).
    [Fact]
    public void A_value_lies_inside_the_bounds_of_its_bucket()
    {
        for (var seed = 0; seed < 100_000; seed++)
        {
            var value = (long)Math.Exp(new Random(seed).NextDouble() * Math.Log(long.MaxValue / 2.0));
            var index = ExponentialHistogram.IndexOf(value);
            Assert.True(value <= ExponentialHistogram.UpperBound(index) * (1 + 1e-12) && value > ExponentialHistogram.UpperBound(index - 1) * (1 - 1e-12), $"{value} in {index}");
        }

        Assert.All(Enumerable.Range(0, 62), power => Assert.Equal((power * 64) - 1, ExponentialHistogram.IndexOf(1L << power)));
    }

    [Fact]
    public void A_quantile_is_within_its_error_of_the_exact_one()
    {
        var random = new Random(1);
        long[] values = [.. Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(10 + (2 * random.NextDouble()) + random.NextDouble()))];
        var histogram = new ExponentialHistogram();
        Array.ForEach(values, v => histogram.Add(v));
        Array.Sort(values);
        foreach (var q in new[] { 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1 })
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(q * values.Length) - 1)];
            Assert.InRange(histogram.Quantile(q) / exact, 1 - 0.0055, 1 + 0.0055);
        }
    }

    [Fact]
    public void Merging_is_adding_and_bytes_come_back_the_same()
    {
        var random = new Random(2);
        var (whole, one, other) = (new ExponentialHistogram(), new ExponentialHistogram(), new ExponentialHistogram());
        for (var i = 0; i < 5000; i++)
        {
            var value = random.Next(10) == 0 ? random.Next(-5, 3) : random.NextInt64(1L << random.Next(1, 60));
            whole.Add(value);
            (random.Next(2) == 0 ? one : other).Add(value);
        }

        one.Merge(other);
        Assert.Equal(whole.Buckets(), one.Buckets());
        Assert.Equal((whole.Count, whole.ZeroCount), (one.Count, one.ZeroCount));
        var copy = ExponentialHistogram.FromBytes(whole.ToBytes());
        Assert.Equal(whole.Buckets(), copy.Buckets());
        Assert.Equal((whole.Count, whole.ZeroCount), (copy.Count, copy.ZeroCount));
    }

    [Fact]
    public void Counting_up_to_a_value_is_off_by_at_most_its_bucket()
    {
        var random = new Random(3);
        var histogram = new ExponentialHistogram();
        long[] values = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextInt64(0, 1_000_000))];
        Array.ForEach(values, v => histogram.Add(v));
        foreach (var limit in new long[] { 0, 1, 1000, 300_000, 999_999 })
        {
            var exact = values.Count(v => v <= limit);
            var within = limit == 0 ? 0 : histogram.Buckets().Where(b => b.Index == ExponentialHistogram.IndexOf(limit)).Sum(b => b.Count);
            Assert.InRange(histogram.CountAtMost(limit), exact, exact + within);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_crash()
    {
        var histogram = new ExponentialHistogram();
        for (var i = 1; i < 100; i++)
        {
            histogram.Add(i * i, i);
        }

        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var bytes = histogram.ToBytes();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                ExponentialHistogram.FromBytes(bytes[..random.Next(bytes.Length + 1)]).Quantile(0.5);
            }
            catch (InvalidDataException)
            {
                // What it is for.
            }
        }
    }

    [Fact]
    public void An_empty_histogram_has_no_quantile()
    {
        Assert.True(double.IsNaN(new ExponentialHistogram().Quantile(0.5)));
        Assert.Equal(0, new ExponentialHistogram().CountAtMost(5));
    }
}
