namespace Upshot.Decide.SampleFiles;

/// <summary>Which column holds what. <see cref="Time"/> is −1 where there is none.</summary>
internal sealed record SampleColumns(bool HasHeader, int Count, int Replicate, int Time, int Value)
{
    /// <summary>
    /// The first row is a header when it names a column, or when it looks like one: no field of it holds a digit and the last is not
    /// a number. A header that names its columns may order them as it likes.
    /// </summary>
    public static SampleColumns Of(CsvRow first)
    {
        var names = first.Fields.Select(f => f.Text.ToLowerInvariant()).ToList();
        var count = names.Count;
        var isNamed = names.Contains("replicate") || names.Contains("value");
        var isHeader = isNamed || names.All(n => n.Length > 0 && !n.Any(char.IsDigit) && n is not ("nan" or "inf" or "-inf" or "infinity" or "-infinity" or "null"));
        // Two or three fields are right; with any other number each row is reported, so take what the rows should be.
        var width = count is 2 or 3 ? count : 2;
        var positional = new SampleColumns(isHeader, width, 0, width == 3 ? 1 : -1, width - 1);
        if (!isNamed || count != width)
        {
            return positional;
        }

        var (replicate, value) = (names.IndexOf("replicate"), names.IndexOf("value"));
        if (replicate < 0 || value < 0)
        {
            return positional;
        }

        return positional with { Replicate = replicate, Value = value, Time = width == 3 ? 3 - replicate - value : -1 };
    }
}
