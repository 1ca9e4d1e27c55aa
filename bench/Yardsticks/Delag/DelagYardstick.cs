using System.Globalization;
using Upshot.Decide.CallTables;

namespace Upshot.Yardsticks.Delag;

/// <summary>
/// Which slow calls explain slow requests, on the ICPE data challenge's tables. The injected cause of each request is known, and hidden from the method. F1 is of the
/// requests of each injected cause against those that the best matching cause selects; a cause found beside them counts as precision 0. The prediction
/// is compared with the 95th percentile of the requests into which nothing was injected.
/// </summary>
internal static class DelagYardstick
{
    private const string Label = "anomaly";

    public static IEnumerable<Figure> Run(string folder)
    {
        var results = new List<(double F1, double Error, double SumError, int Extra)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            results.Add(Measure(file));
        }

        yield return new Figure("delag", "F1 of affected requests, number of causes not given", results.Average(r => r.F1), 0.90, 0);
        yield return new Figure("delag", "relative error of the p95 without the cause", results.Average(r => r.Error), 0.13, results.Average(r => r.SumError));
        yield return new Figure("delag", "causes reported beside the injected ones, a table", results.Average(r => (double)r.Extra), 0);
        yield return new Figure("delag", "F1, worst table", results.Min(r => r.F1), double.NaN, 0);
        yield return new Figure("delag", "relative error, worst table", results.Max(r => r.Error));
    }

    private static (double F1, double Error, double Floor, int Extra) Measure(string file)
    {
        var problems = new List<Decide.FileProblem>();
        var bytes = File.ReadAllBytes(file);
        var table = CallTable.Read(bytes, file, "Latency", [Label], problems) ?? throw new InvalidDataException(problems[0].ToString());
        var lines = File.ReadAllLines(file);
        int[] injected = [.. lines.Skip(1).Where(l => l.Length > 0).Select(l => int.Parse(l[(l.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))];
        var truth = P95([.. table.Latencies.Where((_, i) => injected[i] == 0)]);
        var floor = P95([.. table.Latencies.Where((_, i) => injected[i] != 0)]);
        var causes = SlowCauses.Of(table);
        var selected = causes.Select(c => Selected(table, c)).ToList();
        var labels = injected.Where(a => a != 0).Distinct().ToList();
        var f1 = labels.Average(label => selected.Select(rows => F1(rows, injected, label)).DefaultIfEmpty(0).Max());
        var error = causes.Count == 0 ? 1 : causes.Average(c => Math.Abs(c.P95Without - truth) / truth);
        return (f1, error, Math.Abs(floor - truth) / truth, Math.Max(0, causes.Count - labels.Count));
    }

    private static int[] Selected(CallTable table, SlowCause cause) => [.. Enumerable.Range(0, table.Requests).Where(row => cause.Where.All(w =>
    {
        var value = table.Calls[table.Columns.ToList().IndexOf(w.Column)][row];
        return value >= w.From && value <= w.To;
    }))];

    private static double F1(int[] rows, int[] injected, int label)
    {
        double hits = rows.Count(r => injected[r] == label);
        return hits == 0 ? 0 : 2 * hits / (rows.Length + injected.Count(a => a == label));
    }

    private static double P95(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? double.NaN : values[(int)(0.95 * (values.Length - 1))];
    }
}
