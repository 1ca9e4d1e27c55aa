namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// The functions that a person's query may call, from a list that is reviewed by hand: they have no effects, read nothing
/// but their arguments, and do not wait. A test says what a new version of DuckDB adds.
/// </summary>
internal static class AllowedFunctions
{
    private static readonly HashSet<string> All = new(StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Rows = new(StringComparer.OrdinalIgnoreCase);

    static AllowedFunctions()
    {
        using var stream = typeof(AllowedFunctions).Assembly.GetManifestResourceStream("functions.txt")!;
        using var reader = new StreamReader(stream);
        var section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                section = line;
                continue;
            }

            var names = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            All.UnionWith(names);
            if (section == "# Tables")
            {
                Rows.UnionWith(names);
            }
        }
    }

    /// <summary>In the order of their names.</summary>
    public static IEnumerable<string> Names => All.Order(StringComparer.Ordinal);

    /// <summary>Those that FROM may call: a name can mean something else there, such as histogram, which reads any table.</summary>
    public static IEnumerable<string> Tables => Rows.Order(StringComparer.Ordinal);

    public static bool Contains(string name) => All.Contains(name);

    public static bool GivesRows(string name) => Rows.Contains(name);
}
