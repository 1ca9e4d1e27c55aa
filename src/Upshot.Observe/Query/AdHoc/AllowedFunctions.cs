namespace Upshot.Observe.Query.AdHoc;

/// <summary>
/// The functions that a person's query may call, from a list that is reviewed by hand: they have no effects, read nothing
/// but their arguments, and do not wait. A test says what a new version of DuckDB adds.
/// </summary>
internal static class AllowedFunctions
{
    private static readonly HashSet<string> All = Read();

    /// <summary>In the order of their names.</summary>
    public static IEnumerable<string> Names => All.Order(StringComparer.Ordinal);

    public static bool Contains(string name) => All.Contains(name);

    private static HashSet<string> Read()
    {
        using var stream = typeof(AllowedFunctions).Assembly.GetManifestResourceStream("functions.txt")!;
        using var reader = new StreamReader(stream);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal))
            {
                names.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return names;
    }
}
