namespace Upshot.Yardsticks.Causes;

/// <summary>A drawn system of services behind one entry: chains and fans of calls, queries, repeated and rare calls.</summary>
internal sealed class SeededSystem
{
    private const int MostNodes = 24;
    private const int Deepest = 6;
    private readonly Random _random;
    private int _nodes;

    public SeededSystem(int seed)
    {
        _random = new Random(seed);
        Noise = 0.05 + (0.25 * _random.NextDouble());
        Root = Node("front", "GET /orders", "server", [], 0);
    }

    public SeededNode Root { get; }

    /// <summary>Of the logarithm of what an operation does itself.</summary>
    public double Noise { get; }

    private SeededNode Node(string service, string name, string kind, IReadOnlyList<string> above, int depth)
    {
        var node = new SeededNode { Index = _nodes++, Service = service, Name = name, Kind = kind, Path = [.. above, $"[{service}] {name}"], OwnMillis = 1 + (12 * Math.Pow(_random.NextDouble(), 2)) };
        var groups = depth == 0 ? 3 : _random.Next(3);
        for (var g = 0; g < groups && depth < Deepest && _nodes < MostNodes; g++)
        {
            var together = _random.NextDouble() < 0.3 ? 2 + _random.Next(2) : 1;
            node.Groups.Add([.. Enumerable.Range(0, together).Select(i => Call(node, $"{g}{(together > 1 ? $".{i}" : "")}", depth, together > 1))]);
        }

        return node;
    }

    private SeededNode Call(SeededNode caller, string number, int depth, bool isTogether)
    {
        var what = _random.NextDouble();
        SeededNode node;
        if (what < 0.4)
        {
            node = new SeededNode { Index = _nodes++, Service = caller.Service, Name = $"POST {number}", Kind = "client", Path = [.. caller.Path, $"[{caller.Service}] POST {number}"], OwnMillis = 0.5 + (3 * _random.NextDouble()) };
            node.Groups.Add([Node($"service {_nodes}", $"handle {number}", "server", node.Path, depth + 2)]);
        }
        else
        {
            node = what < 0.7
                ? new SeededNode { Index = _nodes++, Service = caller.Service, Name = $"SELECT {number}", Kind = "client", Path = [.. caller.Path, $"[{caller.Service}] SELECT {number}"], OwnMillis = 1 + (12 * _random.NextDouble()) }
                : Node(caller.Service, $"step {number}", "internal", caller.Path, depth + 1);
        }

        // Of calls side by side each is there once: who repeats one, or leaves it out, is told apart by the others.
        var draw = isTogether ? 1 : _random.NextDouble();
        (node.Calls, node.Chance) = draw < 0.15 ? (2 + _random.Next(3), 1) : draw < 0.35 ? (1, 0.05 + (0.45 * _random.NextDouble())) : (1, 1);
        return node;
    }
}
