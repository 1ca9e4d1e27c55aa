using Upshot.Decide.Csv;

namespace Upshot.Decide.CallTables;

/// <summary>Requests in rows: how long each took, and how long its calls took.</summary>
/// <param name="Calls">By column, then by row.</param>
public sealed record CallTable(double[] Latencies, IReadOnlyList<string> Columns, IReadOnlyList<double[]> Calls)
{
    public int Requests => Latencies.Length;

    /// <summary>Null when <paramref name="problems"/> were found.</summary>
    /// <param name="ignored">Columns that are no times of calls, for instance labels.</param>
    public static CallTable? Read(ReadOnlySpan<byte> bytes, string name, string latency, IReadOnlyCollection<string> ignored, List<FileProblem> problems)
    {
        if (CsvTable.Read(bytes, name, problems) is not { } table)
        {
            return null;
        }

        var latencyColumn = table.Column(latency, problems);
        int[] calls = [.. Enumerable.Range(0, table.Columns.Count).Where(i => i != latencyColumn && !ignored.Contains(table.Columns[i], StringComparer.OrdinalIgnoreCase))];
        if (latencyColumn >= 0 && calls.Length == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", "There is no column of call times.", "Give a column for each call beside the latency."));
        }

        if (table.Rows.Count < 2)
        {
            problems.Add(new FileProblem($"{name}:{table.Rows[^1].Number}", "The table has one request.", "Give slow and fast requests, a row each."));
        }

        if (problems.Count > 0)
        {
            return null;
        }

        double[] Values(int column) => [.. table.Rows.Select(row => table.Number(row, column, problems))];
        var read = new CallTable(Values(latencyColumn), [.. calls.Select(c => table.Columns[c])], [.. calls.Select(Values)]);
        return problems.Count > 0 ? null : read;
    }
}
