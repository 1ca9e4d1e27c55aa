using Upshot.Decide.Csv;

namespace Upshot.Decide.AttributeSearch;

/// <summary>Rows of attributes with a value and, where it is a ratio, its count. A row is an aggregate of many events or a single one.</summary>
public sealed record AttributeTable(IReadOnlyList<string> Attributes, IReadOnlyList<AttributeRow> Rows)
{
    /// <summary>Null when <paramref name="problems"/> were found.</summary>
    public static AttributeTable? Read(ReadOnlySpan<byte> bytes, string name, string value, string? count, List<FileProblem> problems)
    {
        if (CsvTable.Read(bytes, name, problems) is not { } table)
        {
            return null;
        }

        var valueColumn = table.Column(value, problems);
        var countColumn = count is null ? -1 : table.Column(count, problems);
        int[] attributes = [.. Enumerable.Range(0, table.Columns.Count).Where(i => i != valueColumn && i != countColumn)];
        if (valueColumn >= 0 && attributes.Length == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", "There is no column of an attribute.", "Give columns like version, region or flag beside the value."));
        }

        if (table.Rows.Count < 2)
        {
            problems.Add(new FileProblem($"{name}:{table.Rows[^1].Number}", "The table has one row.", "Give the values of several combinations of attributes."));
        }

        if (problems.Count > 0)
        {
            return null;
        }

        List<AttributeRow> rows = [.. table.Rows.Select(row => new AttributeRow([.. attributes.Select(a => row.Fields[a])], table.Number(row, valueColumn, problems), Count(table, row, countColumn, problems)))];
        return problems.Count > 0 ? null : new AttributeTable([.. attributes.Select(a => table.Columns[a])], rows);
    }

    private static double Count(CsvTable table, CsvLine row, int column, List<FileProblem> problems)
    {
        var count = column < 0 ? double.NaN : table.Number(row, column, problems);
        if (count < 0)
        {
            problems.Add(new FileProblem($"{table.Name}:{row.Number}", $"The count {count} is below 0.", "Give how many events the row stands for."));
        }

        return count;
    }
}

/// <param name="Count">NaN where no count is given.</param>
public sealed record AttributeRow(IReadOnlyList<string> Attributes, double Value, double Count);
