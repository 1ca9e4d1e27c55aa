using Upshot.Answers;

namespace Upshot.Pages.Releases;

/// <summary>A call path as the page shows it.</summary>
/// <param name="Service">From "[service] name".</param>
public sealed record PathRow(PathTime Time, string Service, string Name)
{
    public bool IsCalledMore => Time.BaselineCalls > 0 && Time.CandidateCalls >= 2 * Time.BaselineCalls && Time.CandidateCalls - Time.BaselineCalls >= 1;
}

/// <summary>The call paths that explain nearly all of a difference, as a tree, with what is left over in one row.</summary>
/// <param name="Largest">The largest difference or end of an interval, in milliseconds: the scale of the bars.</param>
public sealed record PathTree(TimeExplanation Explanation, IReadOnlyList<PathRow> Rows, int RestCount, double RestBaseline, double RestCandidate, double Largest)
{
    private const int Most = 14;
    private const double Enough = 0.95;

    public static PathTree Of(TimeExplanation explanation)
    {
        var byKey = explanation.Paths.ToDictionary(p => Key(p.Path));
        var chosen = new HashSet<string>();
        var whole = explanation.Paths.Sum(p => Math.Abs(p.DifferenceMillis));
        var found = 0.0;
        foreach (var path in explanation.Paths.OrderByDescending(p => Math.Abs(p.DifferenceMillis)).Take(Most))
        {
            if (chosen.Count > 0 && found >= Enough * whole)
            {
                break;
            }

            found += Math.Abs(path.DifferenceMillis);
            for (var depth = path.Path.Count; depth > 0; depth--)
            {
                chosen.Add(Key(path.Path.Take(depth)));
            }
        }

        var rows = InOrder(explanation.Paths).Where(p => chosen.Contains(Key(p.Path))).Select(RowOf).ToList();
        var rest = explanation.Paths.Where(p => !chosen.Contains(Key(p.Path))).ToList();
        var largest = rows.Select(r => Math.Max(Math.Abs(r.Time.DifferenceMillis), Math.Max(Math.Abs(r.Time.DifferenceInterval?.Low ?? 0), Math.Abs(r.Time.DifferenceInterval?.High ?? 0)))).DefaultIfEmpty(0).Max();
        return new(explanation, rows, rest.Count, rest.Sum(p => p.BaselineMillis), rest.Sum(p => p.CandidateMillis), Math.Max(largest, 1e-9));
    }

    // Parents before children; siblings by what they take.
    private static IEnumerable<PathTime> InOrder(IReadOnlyList<PathTime> paths)
    {
        var children = paths.ToLookup(p => Key(p.Path.Take(p.Path.Count - 1)));
        var open = new Stack<PathTime>(children[""].OrderBy(Weight));
        while (open.TryPop(out var path))
        {
            yield return path;
            foreach (var child in children[Key(path.Path)].OrderBy(Weight))
            {
                open.Push(child);
            }
        }
    }

    private static double Weight(PathTime path) => Math.Max(path.BaselineMillis, path.CandidateMillis);

    private static PathRow RowOf(PathTime path)
    {
        var name = path.Path[^1];
        var end = name.StartsWith('[') ? name.IndexOf("] ", StringComparison.Ordinal) : -1;
        return end < 0 ? new(path, "", name) : new(path, name[1..end], name[(end + 2)..]);
    }

    // A separator that no name holds by accident.
    private static string Key(IEnumerable<string> path) => string.Join('\u001f', path);
}
