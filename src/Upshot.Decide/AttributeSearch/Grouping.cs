namespace Upshot.Decide.AttributeSearch;

/// <summary>The leaves by their values of one to three attributes.</summary>
/// <param name="Groups">By leaf: the number of its group.</param>
internal sealed record Grouping(IReadOnlyList<int> Attributes, int[] Groups, int Count)
{
    public static Grouping Of(Leaves leaves, int attribute) => new([attribute], leaves.Codes[attribute], leaves.Names[attribute].Count);

    public Grouping With(Leaves leaves, int attribute)
    {
        var codes = leaves.Codes[attribute];
        long values = leaves.Names[attribute].Count;
        var groups = new int[Groups.Length];
        var known = new Dictionary<long, int>();
        for (var i = 0; i < groups.Length; i++)
        {
            var key = (Groups[i] * values) + codes[i];
            if (!known.TryGetValue(key, out groups[i]))
            {
                known.Add(key, groups[i] = known.Count);
            }
        }

        return new Grouping([.. Attributes, attribute], groups, known.Count);
    }

    public static IEnumerable<Grouping> All(Leaves leaves, IReadOnlyList<int> attributes, int most)
    {
        var open = new Stack<(Grouping Grouping, int Next)>();
        for (var i = attributes.Count - 1; i >= 0; i--)
        {
            open.Push((Of(leaves, attributes[i]), i + 1));
        }

        while (open.TryPop(out var at))
        {
            yield return at.Grouping;
            for (var i = attributes.Count - 1; i >= at.Next && at.Grouping.Attributes.Count < most; i--)
            {
                open.Push((at.Grouping.With(leaves, attributes[i]), i + 1));
            }
        }
    }
}
