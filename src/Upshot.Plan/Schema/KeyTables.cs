using Upshot.Plan.Keys;

namespace Upshot.Plan.Schema;

/// <summary>Walks tables of keys.</summary>
internal static class KeyTables
{
    /// <summary>Every table that the given one leads to, each once, in the order of their keys.</summary>
    public static IReadOnlyList<KeyTable> Below(KeyTable root)
    {
        var found = new List<KeyTable>();
        Collect(root, found);
        return found;
    }

    public static string Slug(KeyTable table) => table.Name.Replace(' ', '-');

    private static void Collect(KeyTable table, List<KeyTable> found)
    {
        foreach (var next in table.Keys.SelectMany(k => In(k.Shape)))
        {
            if (!found.Contains(next))
            {
                found.Add(next);
                Collect(next, found);
            }
        }
    }

    private static IEnumerable<KeyTable> In(Shape shape) => shape switch
    {
        TableShape table => [table.Table],
        ListShape list => In(list.Item),
        NamedShape named => In(named.Item),
        EitherShape either => [.. In(either.Short), .. In(either.Long)],
        PickShape pick => pick.Tables,
        LazyShape => [],
        _ => [],
    };
}
