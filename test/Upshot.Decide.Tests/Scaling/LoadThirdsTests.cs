using Upshot.Decide.Scaling;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Scaling;

public sealed class LoadThirdsTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Effects_that_are_known_stand_in_their_thirds()
    {
        // 30 minutes of 60 to 640 requests; with it latency is 10, 20 and 40 % longer.
        var minutes = Enumerable.Range(0, 30).Select(i => (Requests: 60 + (20L * i), Ratio: i < 10 ? 1.1 : i < 20 ? 1.2 : 1.4)).ToList();
        var thirds = LoadThirds.OfLatency([.. minutes.Select((m, i) => Minute(i, m.Requests, 0, 100))], [.. minutes.Select((m, i) => Minute(i, m.Requests, 0, 100 * m.Ratio))])!;

        Assert.Equal([10, 10, 10], thirds.Thirds.Select(t => t.Blocks));
        Assert.Equal((2.0, 8.0), (thirds.Thirds[0].LeastLoad, Math.Round(thirds.Thirds[0].MostLoad, 6)));
        // As exact as the buckets of durations.
        Assert.All(thirds.Thirds.Zip([1.1, 1.2, 1.4]), t => Assert.InRange(t.First.Effect.Value / t.Second, 0.97, 1.03));
        Assert.InRange(thirds.Interaction.Value, 1.2, 1.34);
        Assert.True(thirds.P < 1e-6);
    }

    [Fact]
    public void Failures_are_told_in_points()
    {
        var thirds = LoadThirds.OfFailures([.. Enumerable.Range(0, 30).Select(i => Minute(i, 100 + (20L * i), 0, 50))], [.. Enumerable.Range(0, 30).Select(i => Minute(i, 100 + (20L * i), i < 20 ? 0 : 10 + (2L * i), 50))])!;

        Assert.Equal([0.0, 0.0, 0.1], thirds.Thirds.Select(t => Math.Round(t.Effect.Value, 6)));
        Assert.Equal(0.1, thirds.Interaction.Value, 6);
        Assert.Equal(0, thirds.P);
    }

    [Theory]
    [InlineData(11, 20, 1)] // Too few blocks.
    [InlineData(30, 0, 1)] // A load that never varies.
    [InlineData(30, 20, 50)] // Too few requests of a variant in a block.
    [InlineData(0, 20, 1)]
    public void Where_it_cannot_be_told_it_is_not(int minutes, int more, int divisor) =>
        Assert.Null(LoadThirds.OfLatency([.. Enumerable.Range(0, minutes).Select(i => Minute(i, 100 + (more * i), 0, 50))], [.. Enumerable.Range(0, minutes).Select(i => Minute(i, (100 + (more * i)) / divisor / (divisor > 1 ? 5 : 1), 0, 50))]));

    // Minutes that are shocked by 30 % for both variants, which differ by 5 % of noise and by 20 % of effect at any load.
    [Fact]
    public void An_effect_that_is_the_same_at_any_load_is_rarely_said_to_depend_on_it()
    {
        var found = Enumerable.Range(0, 400).Count(seed => Simulated(seed, _ => 1.2).P <= LoadThirds.Alpha);

        // 20 of 400 are to be expected; three standard deviations of that number are 13.
        Assert.InRange(found, 7, 33);
    }

    [Fact]
    public void An_effect_that_grows_with_load_is_found()
    {
        var found = Enumerable.Range(0, 100).Select(seed => Simulated(seed, third => 1 + (0.05 * third))).ToList();

        Assert.True(found.Count(t => t.P <= LoadThirds.Alpha && t.Interaction.Value > 1) >= 95, $"{found.Count(t => t.P <= LoadThirds.Alpha)} of 100");
        // 95 % intervals.
        Assert.InRange(found.Count(t => t.Interaction.Low <= 1.1 / 1.0 && t.Interaction.High >= 1.1 / 1.0), 88, 100);
    }

    private static LoadThirds Simulated(int seed, Func<int, double> effect)
    {
        var random = new Random(seed);
        var (without, with) = (new List<ReplicateEvidence>(), new List<ReplicateEvidence>());
        for (var i = 0; i < 60; i++)
        {
            var (requests, shock) = (100 + (10L * i), 80 * Math.Exp(0.3 * Normal(random)));
            without.Add(Minute(i, requests, 0, shock * Math.Exp(0.05 * Normal(random))));
            with.Add(Minute(i, requests, 0, shock * effect(i / 20) * Math.Exp(0.05 * Normal(random))));
        }

        return LoadThirds.OfLatency(without, with)!;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static ReplicateEvidence Minute(int number, long requests, long errors, double millis)
    {
        var latency = new ExponentialHistogram();
        latency.Add((long)(millis * 1e6), requests - errors);
        return new("one", s_start.AddMinutes(number), TimeSpan.FromMinutes(1), requests, errors, millis * 1e6 * (requests - errors), latency);
    }
}
