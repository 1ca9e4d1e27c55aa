namespace Upshot.Yardsticks.Tcpd;

/// <summary>
/// F1 with a margin of five rows, and covering, both against several annotators. Source: van den Burg and Williams, "An Evaluation of Change Point
/// Detection Algorithms", 2020, section 4. Row 0 counts as a change that everybody knows.
/// </summary>
internal static class ChangePointScore
{
    private const int Margin = 5;

    public static double F1(IReadOnlyList<int[]> annotators, IReadOnlyList<int> found)
    {
        SortedSet<int> predicted = [0, .. found];
        var each = annotators.Select(a => new SortedSet<int>(a) { 0 }).ToList();
        var everybody = new SortedSet<int>(each.SelectMany(a => a));
        var precision = (double)Matched(everybody, predicted) / predicted.Count;
        var recall = each.Average(a => (double)Matched(a, predicted) / a.Count);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    public static double Cover(IReadOnlyList<int[]> annotators, IReadOnlyList<int> found, int count)
    {
        var predicted = Parts(found, count);
        return annotators.Average(a => Parts(a, count).Sum(part => (part.To - part.From) * predicted.Max(p => Overlap(part, p))) / count);
    }

    // Each annotated change takes the nearest prediction that is still free.
    private static int Matched(SortedSet<int> annotated, SortedSet<int> predicted)
    {
        var free = new SortedSet<int>(predicted);
        var matched = 0;
        foreach (var change in annotated)
        {
            var near = free.Where(p => Math.Abs(p - change) <= Margin).OrderBy(p => Math.Abs(p - change)).ThenBy(p => p).Cast<int?>().FirstOrDefault();
            if (near is { } taken)
            {
                free.Remove(taken);
                matched++;
            }
        }

        return matched;
    }

    private static List<(int From, int To)> Parts(IEnumerable<int> changes, int count)
    {
        int[] edges = [0, .. changes.Where(c => c > 0 && c < count).Distinct().Order(), count];
        return [.. edges.Zip(edges.Skip(1))];
    }

    private static double Overlap((int From, int To) a, (int From, int To) b) =>
        (double)Math.Max(0, Math.Min(a.To, b.To) - Math.Max(a.From, b.From)) / (Math.Max(a.To, b.To) - Math.Min(a.From, b.From));
}
