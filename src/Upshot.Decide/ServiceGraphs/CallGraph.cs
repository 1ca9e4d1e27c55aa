using System.Globalization;
using Upshot.Decide.Csv;

namespace Upshot.Decide.ServiceGraphs;

/// <summary>Who calls whom, as it was observed.</summary>
public sealed class CallGraph
{
    private static readonly string[] CallerColumns = ["caller", "source", "from"];
    private static readonly string[] CalleeColumns = ["callee", "target", "to"];
    private readonly Dictionary<string, List<string>> _callees = new(StringComparer.Ordinal);

    public CallGraph(IEnumerable<(string Caller, string Callee)> calls)
    {
        foreach (var (caller, callee) in calls.Distinct().Where(c => c.Caller != c.Callee))
        {
            if (!_callees.TryGetValue(caller, out var callees))
            {
                _callees.Add(caller, callees = []);
            }

            callees.Add(callee);
        }
    }

    public IReadOnlyList<string> CalleesOf(string node) => _callees.GetValueOrDefault(node) ?? [];

    /// <summary>The node itself and everything that it calls, directly or not; the nearest first.</summary>
    public IReadOnlyList<string> ReachedFrom(string node)
    {
        var order = new List<string> { node };
        var seen = new HashSet<string>(StringComparer.Ordinal) { node };
        for (var i = 0; i < order.Count; i++)
        {
            order.AddRange(CalleesOf(order[i]).Where(seen.Add));
        }

        return order;
    }

    /// <summary>
    /// Reads rows of <c>caller,callee</c>, or a matrix whose first column names callers, whose header names callees, and whose other cells
    /// are above 0 where there are calls. Null when problems were found.
    /// </summary>
    public static CallGraph? Read(ReadOnlySpan<byte> bytes, string name, List<FileProblem> problems)
    {
        if (CsvTable.Read(bytes, name, problems) is not { } table)
        {
            return null;
        }

        var (caller, callee) = (First(table, CallerColumns), First(table, CalleeColumns));
        if (caller >= 0 && callee >= 0)
        {
            return new CallGraph(table.Rows.Select(r => (r.Fields[caller], r.Fields[callee])));
        }

        if (table.Columns.Count > 1 && table.Rows.All(r => r.Fields.Skip(1).All(f => f.Length == 0 || double.TryParse(f, NumberStyles.Float, CultureInfo.InvariantCulture, out _))))
        {
            return new CallGraph(table.Rows.SelectMany(r => r.Fields.Skip(1).Select((cell, i) => (Cell: cell, Caller: r.Fields[0], Callee: table.Columns[i + 1])))
                .Where(x => double.TryParse(x.Cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight > 0)
                .Select(x => (x.Caller, x.Callee)));
        }

        problems.Add(new FileProblem($"{name}:1:1", "The graph names no callers and callees.", "Give the columns caller and callee, a call a row, or a matrix with callers down and callees across."));
        return null;
    }

    private static int First(CsvTable table, string[] names) => names.Select(table.IndexOf).FirstOrDefault(i => i >= 0, -1);
}
