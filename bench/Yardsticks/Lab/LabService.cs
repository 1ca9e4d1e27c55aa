using Upshot.Decide.Retiming;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Lab;

/// <summary>
/// A drawn service on a simulated clock, with causes that can be removed one by one and together: it runs as build A, which has all of them, and as builds without some. Build B is
/// simulated from the same numbers anew; no trace of A plays a part in it.
/// </summary>
internal sealed class LabService
{
    private readonly int _seed;
    private readonly Shape _shape;

    public LabService(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        Causes = Drawn(random);
        _shape = Shape.Draw(random);
    }

    public IReadOnlyList<LabCause> Causes { get; }

    /// <summary>What a person would ask for who wants a cause removed.</summary>
    public TraceEdit EditOf(LabCause cause) => cause switch
    {
        LabCause.SlowDependency or LabCause.SaturatedQueue => new(["web entry", "back slow"], EditKind.Faster, _shape.SpeedUp),
        LabCause.Delay => new(["web entry", "web step"], EditKind.Faster, _shape.SpeedUp),
        LabCause.RepeatedCalls => new(["web entry", "back item"], EditKind.Batch),
        LabCause.SerialCalls => new(["web entry", "back bundle"], EditKind.Parallel),
        LabCause.Retries => new(["web entry", "back pay"], EditKind.Retries),
        LabCause.NoCache => new(["web entry", "back rates"], EditKind.Cache, _shape.Hits),
        _ => new(["web entry", "back stock", "back lock"], EditKind.Faster, 1),
    };

    public List<TraceEvidence> Run(int runSeed, int count, IReadOnlyCollection<LabCause> without)
    {
        var random = new Random((_seed * 1009) + (runSeed * 31));
        var has = Causes.Except(without).ToHashSet();
        return [.. Enumerable.Range(0, count).Select(i => new LabRequest(_shape, random, Causes, has).Trace($"{runSeed}-{i}"))];
    }

    // One to three causes; a queue stands before the slow call, so it is there alone of the two.
    private static List<LabCause> Drawn(Random random)
    {
        var left = Enum.GetValues<LabCause>().ToList();
        var causes = new List<LabCause>();
        for (var many = 1 + random.Next(3); causes.Count < many;)
        {
            var cause = left[random.Next(left.Count)];
            causes.Add(cause);
            left.RemoveAll(c => c == cause || (cause is LabCause.SlowDependency or LabCause.SaturatedQueue && c is LabCause.SlowDependency or LabCause.SaturatedQueue));
        }

        return causes;
    }

    /// <param name="Millis">What each kind of call takes at its median.</param>
    internal sealed record Shape(double SpeedUp, double Hits, int Items, double Busy, double FailedShare, double LockShare, double LockMillis, IReadOnlyDictionary<string, double> Millis, IReadOnlyList<double> Bundle, double SideMillis)
    {
        public static Shape Draw(Random random) => new(
            0.3 + (0.5 * random.NextDouble()), 0.5 + (0.4 * random.NextDouble()), 3 + random.Next(6), 0.6 + (0.25 * random.NextDouble()), 0.2 + (0.3 * random.NextDouble()), 0.3 + (0.4 * random.NextDouble()), 20 + (40 * random.NextDouble()),
            new[] { "own", "step", "slow", "query", "item", "pay", "rates", "stock" }.ToDictionary(n => n, n => n is "item" ? 4 + (8 * random.NextDouble()) : 8 + (30 * random.NextDouble())),
            [.. Enumerable.Range(0, 2 + random.Next(3)).Select(_ => 8 + (20 * random.NextDouble()))], random.NextDouble() < 0.4 ? 20 + (60 * random.NextDouble()) : 0);
    }
}
