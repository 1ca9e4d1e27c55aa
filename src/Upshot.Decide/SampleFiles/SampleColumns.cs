namespace Upshot.Decide.SampleFiles;

/// <summary>Which column holds what; −1 for none.</summary>
internal sealed record SampleColumns(bool HasHeader, int Count, int Replicate, int Time, int Value, int[] By)
{
    private static readonly string[] ReplicateNames = ["replicate", "process", "run", "instance", "fork", "launch", "pid", "pod", "iteration_group"];
    private static readonly string[] TimeNames = ["time", "timestamp", "at", "date"];
    private static readonly string[] BenchmarkNames = ["benchmark", "name", "test", "case"];

    /// <summary>
    /// The first row is a header when its fields are names: one that is known, or none a number where numbers are to be. The header decides which column
    /// is which. What is left when all others are known by name is known too; more is not guessed.
    /// </summary>
    /// <param name="second">The row after, to see whether the header fits.</param>
    public static SampleColumns? Of(string[] first, string[]? second, CsvDialect dialect, SampleNames names, Action<string, string> problem)
    {
        var lower = first.Select(n => n.Trim().ToLowerInvariant()).ToArray();
        var known = Find(lower, names);
        // A number where a value has to be is a row of samples; anything else there is a name, unless a value next to it is a number.
        var isHeader = known.Any || (first.Length > 1 && first.All(f => dialect.Number(f) is null && !LooksLikeNumber(f)) && first.All(f => f.Trim().Length > 0) && !first.Skip(1).Any(f => f.Any(char.IsDigit)));
        if (!isHeader)
        {
            return WithoutHeader(first, dialect, names, problem);
        }

        if (second is not null && second.Length != first.Length)
        {
            problem($"The header has {first.Length} columns and the row after it {second.Length}.", second.Length > first.Length ? "If numbers have a decimal comma, separate the columns by semicolons or tabs." : "Give every row as many fields as the header has.");
            return null;
        }

        if (lower.Where((n, i) => (i == known.Replicate || i == known.Value || known.By.Contains(i)) && Array.LastIndexOf(lower, n) != i).FirstOrDefault() is { } twice)
        {
            problem($"The header has \"{twice}\" twice.", "Give columns different names, so that it is known which one is meant.");
            return null;
        }

        var free = Enumerable.Range(0, first.Length).Where(i => i != known.Replicate && i != known.Time && i != known.Value && !known.By.Contains(i)).ToList();
        var (replicate, value) = (known.Replicate, known.Value);
        // By elimination, not by position.
        if (value < 0 && replicate >= 0 && free.Count == 1)
        {
            value = free[0];
        }
        else if (replicate < 0 && value >= 0 && free.Count == 1)
        {
            replicate = free[0];
        }

        if (names.Missing(lower) is { } missing)
        {
            problem($"The header has no column \"{missing}\".", $"It has {Quoted(first)}.");
            return null;
        }

        if (value < 0 || replicate < 0)
        {
            problem($"The header {Quoted(first)} does not say which column is the {(value < 0 ? "value" : "replicate")}.", "Call the columns replicate and value (time and benchmark may stand beside them), or say which they are: --replicate COLUMN --value COLUMN.");
            return null;
        }

        return new SampleColumns(true, first.Length, replicate, known.Time, value, known.By);
    }

    private static SampleColumns? WithoutHeader(string[] first, CsvDialect dialect, SampleNames names, Action<string, string> problem)
    {
        if (names.By.Count > 0 || names.Replicate is not null || names.Value is not null)
        {
            problem("The file has no header, so no column has a name.", "Name the columns in the first row.");
            return null;
        }

        if (first.Length == 3 && dialect.Delimiter == ',' && IsWhole(first[1]) && IsWhole(first[2]))
        {
            problem($"\"{string.Join(',', first)}\" may be a time and a value, or one number with a decimal comma.", "Name the columns in a header (replicate,time,value), or separate them by semicolons.");
            return null;
        }

        var width = first.Length is 2 or 3 ? first.Length : 2;
        return new SampleColumns(false, width, 0, width == 3 ? 1 : -1, width - 1, []);

        static bool IsWhole(string text) => text.Trim().Length > 0 && text.Trim().All(char.IsAsciiDigit);
    }

    private static (bool Any, int Replicate, int Time, int Value, int[] By) Find(string[] lower, SampleNames names)
    {
        var replicate = names.Replicate is { } r ? Array.IndexOf(lower, r.ToLowerInvariant()) : Array.FindIndex(lower, ReplicateNames.Contains);
        var value = names.Value is { } v ? Array.IndexOf(lower, v.ToLowerInvariant()) : Array.FindIndex(lower, n => n is "value");
        int[] by = names.By.Count > 0 ? [.. names.By.Select(b => Array.IndexOf(lower, b.ToLowerInvariant())).Where(i => i >= 0)]
            : Array.FindIndex(lower, BenchmarkNames.Contains) is >= 0 and var b0 && b0 != replicate && b0 != value ? [b0] : [];
        var time = Array.FindIndex(lower, TimeNames.Contains);
        time = time == value || time == replicate || by.Contains(time) ? -1 : time;
        return (replicate >= 0 || value >= 0 || time >= 0 || by.Length > 0, replicate, time, value, by);
    }

    private static bool LooksLikeNumber(string text) => text.Trim().ToLowerInvariant() is "nan" or "inf" or "-inf" or "infinity" or "-infinity" or "null";

    private static string Quoted(string[] names) => string.Join(", ", names.Select(n => $"\"{(n.Length > 40 ? n[..40] + "…" : n)}\""));
}

file static class NameChecks
{
    public static string? Missing(this SampleNames names, string[] lower) =>
        names.By.Append(names.Replicate).Append(names.Value).FirstOrDefault(n => n is not null && !lower.Contains(n.ToLowerInvariant()));
}
