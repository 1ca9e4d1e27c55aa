namespace Upshot.Yardsticks.Causes;

/// <summary>An operation of a drawn system: what it does itself, and the groups of calls that it makes one after the other; those of one group run side by side.</summary>
internal sealed class SeededNode
{
    public required int Index { get; init; }
    public required string Service { get; init; }
    public required string Name { get; init; }

    /// <summary>server, client or internal; a client with a server below it is a call of another service.</summary>
    public required string Kind { get; init; }
    public required IReadOnlyList<string> Path { get; init; }
    public required double OwnMillis { get; init; }

    /// <summary>How many calls its caller makes, one after the other, and in which share of the cases it makes any.</summary>
    public int Calls { get; set; } = 1;
    public double Chance { get; set; } = 1;
    public List<List<SeededNode>> Groups { get; } = [];

    public bool IsRemoteCall => Kind == "client" && Groups.Count > 0;

    public IEnumerable<SeededNode> All => Groups.SelectMany(g => g).SelectMany(n => n.All).Prepend(this);
}
