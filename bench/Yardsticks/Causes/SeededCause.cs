using Upshot.Decide.Explanations;

namespace Upshot.Yardsticks.Causes;

/// <summary>What is changed, where, and how much.</summary>
/// <param name="Millis">What is added where it happens: to an operation, to a pause, to what goes on after the answer.</param>
/// <param name="Share">Of the requests, or of the calls, that it happens in.</param>
/// <param name="Times">Further calls, or attempts.</param>
internal sealed record SeededCause(CauseKind Kind, SeededNode Node, double Millis, double Share, int Times)
{
    public static SeededCause? Draw(CauseKind kind, SeededSystem system, Random random, double duration)
    {
        var nodes = system.Root.All.ToList();
        var fits = nodes.Where(n => Fits(kind, n)).ToList();
        if (fits.Count == 0)
        {
            return null;
        }

        var node = fits[random.Next(fits.Count)];
        var size = 0.15 + (0.65 * random.NextDouble());
        var share = kind switch
        {
            CauseKind.Pauses => 0.03 + (0.1 * random.NextDouble()),
            CauseKind.Timeout => 0.05 + (0.25 * random.NextDouble()),
            CauseKind.Retries => 0.2 + (0.7 * random.NextDouble()),
            CauseKind.CacheMisses => Math.Min(1, node.Chance + 0.3 + (0.4 * random.NextDouble())),
            CauseKind.Mix => 0.3 + (0.4 * random.NextDouble()),
            _ => 1,
        };
        var millis = kind is CauseKind.Pauses or CauseKind.Timeout or CauseKind.Mix ? size * duration / share : size * duration;
        return new SeededCause(kind, node, millis, share, 1 + random.Next(kind == CauseKind.Retries ? 2 : 8));
    }

    private static bool Fits(CauseKind kind, SeededNode node) => kind switch
    {
        CauseKind.SelfTime or CauseKind.Pauses => !node.IsRemoteCall,
        CauseKind.Mix => node is { Path.Count: < 3, Chance: 1, IsRemoteCall: false },
        CauseKind.Waiting => node.IsRemoteCall,
        CauseKind.MoreCalls => node is { Path.Count: > 1, Kind: not "server", Chance: 1 },
        CauseKind.Retries or CauseKind.Timeout => node.Kind == "client" && node.Chance == 1,
        CauseKind.CacheMisses => node.Chance < 1,
        CauseKind.LostParallelism => node.Groups.Exists(g => g.Count > 1),
        _ => node.Path.Count == 1,
    };
}
