using Upshot.Answers.Maps;

namespace Upshot.Pages.Maps;

/// <summary>A service, or what sends no telemetry, in its place.</summary>
/// <param name="Kind">outside, service, database, messaging or external.</param>
public sealed record MapNode(string Name, string Kind, int Column, int Row, double PerSecond, double ErrorRatio, double P95Millis);

public sealed record MapEdge(MapNode From, MapNode To, CallShown Call);

/// <summary>The busiest part of a map, drawn from left to right: each stands behind all that ask it, as far as nobody asks in a circle.</summary>
public sealed record MapLayout(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges, int Columns, int Rows, int LeftOut)
{
    public const string Outside = "\u0001outside";
    private const int Most = 40;

    /// <param name="service">Only what it asks and what asks it; empty: all.</param>
    public static MapLayout Of(IReadOnlyList<CallShown> calls, string service)
    {
        var wanted = calls.Where(c => service.Length == 0 || c.Caller == service || c.Callee == service).ToList();
        var names = new List<(string Name, string Kind)>();
        var kept = new List<CallShown>();
        foreach (var call in wanted)
        {
            var fresh = new[] { FromOf(call), ToOf(call) }.Except(names).ToList();
            if (names.Count + fresh.Count <= Most)
            {
                names.AddRange(fresh);
                kept.Add(call);
            }
        }

        var columns = ColumnsOf(names, kept);
        var placed = names.GroupBy(n => columns[n]).OrderBy(g => g.Key)
            .SelectMany(g => g.OrderByDescending(n => Into(kept, n).Sum(c => c.Calls)).ThenBy(n => n.Name, StringComparer.Ordinal).Select((n, row) => NodeOf(n, g.Key, row, [.. Into(kept, n)]))).ToDictionary(n => (n.Name, n.Kind));
        return new([.. placed.Values], [.. kept.Select(c => new MapEdge(placed[FromOf(c)], placed[ToOf(c)], c))], placed.Values.Select(n => n.Column + 1).DefaultIfEmpty(0).Max(), placed.Values.Select(n => n.Row + 1).DefaultIfEmpty(0).Max(), wanted.Count - kept.Count);
    }

    private static (string Name, string Kind) FromOf(CallShown call) => call.Caller.Length == 0 ? (Outside, "outside") : (call.Caller, "service");

    private static (string Name, string Kind) ToOf(CallShown call) => (call.Callee, call.Kind);

    private static IEnumerable<CallShown> Into(IReadOnlyList<CallShown> calls, (string Name, string Kind) node) => calls.Where(c => ToOf(c) == node);

    private static MapNode NodeOf((string Name, string Kind) node, int column, int row, IReadOnlyList<CallShown> into)
    {
        var all = into.Sum(c => c.Calls);
        return new(node.Name, node.Kind, column, row, into.Sum(c => c.PerSecond), all > 0 ? into.Sum(c => c.ErrorRatio * c.Calls) / all : 0, into.Select(c => c.P95Millis).DefaultIfEmpty(0).Max());
    }

    // As many rounds as there are nodes would put a circle behind itself: then it stays where it is.
    private static Dictionary<(string, string), int> ColumnsOf(IReadOnlyList<(string Name, string Kind)> names, IReadOnlyList<CallShown> calls)
    {
        var columns = names.ToDictionary(n => n, _ => 0);
        var edges = calls.Select(c => (From: FromOf(c), To: ToOf(c))).Where(e => e.From != e.To).Distinct().ToList();
        var forward = new List<((string, string) From, (string, string) To)>();
        foreach (var edge in edges)
        {
            if (!Leads(forward, edge.To, edge.From))
            {
                forward.Add(edge);
            }
        }

        for (var round = 0; round < names.Count; round++)
        {
            foreach (var (from, to) in forward)
            {
                columns[to] = Math.Max(columns[to], columns[from] + 1);
            }
        }

        return columns;
    }

    private static bool Leads(IReadOnlyList<((string, string) From, (string, string) To)> edges, (string, string) from, (string, string) to)
    {
        var (open, seen) = (new Stack<(string, string)>([from]), new HashSet<(string, string)> { from });
        while (open.TryPop(out var at))
        {
            if (at == to)
            {
                return true;
            }

            foreach (var edge in edges.Where(e => e.From == at && seen.Add(e.To)))
            {
                open.Push(edge.To);
            }
        }

        return false;
    }
}
