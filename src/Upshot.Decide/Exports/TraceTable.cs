using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Decide.Exports;

/// <summary>Spans in a file of separated values, one a row.</summary>
internal static class TraceTable
{
    private const int EnoughForUnit = 20_000;
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private sealed record Row(string Trace, string Id, string Parent, string Service, string Name, string Kind, long Start, long End, double Written, bool IsError, IReadOnlyDictionary<string, string>? Others);

    /// <param name="within">Whether a moment is of interest; the rest is not kept.</param>
    /// <param name="withOthers">Also what the other columns say, as attributes under the names that the header gives them.</param>
    public static void Read(byte[] bytes, string name, Func<long, bool> within, List<TracedSpan> spans, List<FileProblem> problems, bool withOthers = false)
    {
        using var table = ExportTable.Open(bytes, name);
        if (table is null)
        {
            problems.Add(new FileProblem($"{name}:1:1", "There is no header.", "The first line names the columns, separated by commas, semicolons, tabs or bars."));
            return;
        }

        if (Columns.Of(table, withOthers) is not { } columns)
        {
            problems.Add(new FileProblem($"{name}:1:1", $"This is no table of spans: its columns are {string.Join(", ", table.Columns.Take(20))}.", "It needs ids of trace, span and parent, a service or pod, a start, and an end or a duration."));
            return;
        }

        var rows = new List<Row>();
        var unusable = 0;
        var firstUnusable = 0;
        while (table.Next())
        {
            if (columns.Read(table) is not { } row)
            {
                (unusable, firstUnusable) = (unusable + 1, unusable == 0 ? table.Line : firstUnusable);
            }
            else if (within(row.Start))
            {
                rows.Add(row);
            }
        }

        if (unusable > 0)
        {
            problems.Add(new FileProblem($"{name}:{firstUnusable}", $"{unusable} rows have no usable ids, start or duration.", "They are left out."));
        }

        var unit = columns.DurationUnit != 0 ? columns.DurationUnit : UnitOf(rows);
        foreach (var row in rows)
        {
            var nanos = row.End >= row.Start ? row.End - row.Start : (long)Math.Min(row.Written * unit, long.MaxValue / 16);
            spans.Add(new TracedSpan(row.Trace, new SpanEvidence(row.Id, row.Parent, row.Service, row.Name, row.Kind, row.Start, Math.Max(0, nanos), row.IsError)
            {
                Attributes = row.Others ?? None,
            }));
        }
    }

    private static long UnitOf(List<Row> rows)
    {
        if (DurationUnit.OfEnds(rows.Take(EnoughForUnit).Where(r => r.End >= r.Start).Select(r => (r.Written, r.End - r.Start))) is > 0 and var unit)
        {
            return unit;
        }

        var byId = new Dictionary<(string, string), Row>();
        foreach (var row in rows.Take(EnoughForUnit))
        {
            byId[(row.Trace, row.Id)] = row;
        }

        var offsets = new List<(long, double)>();
        foreach (var row in byId.Values)
        {
            if (byId.TryGetValue((row.Trace, row.Parent), out var parent) && parent.Written > 0)
            {
                offsets.Add((row.Start - parent.Start, parent.Written));
            }
        }

        return DurationUnit.OfChildren(offsets, 1_000);
    }

    private sealed record Columns(int Trace, int Span, int Parent, int Service, int Pod, int Operation, int Start, int End, int Duration, int Status, int Kind, long DurationUnit, IReadOnlyList<int> Others)
    {
        // A table of Upshot's own spans: its column operation is the plan's, and what the span is called stands in name.
        private const string OwnSpans = "adjustedcount";

        public static Columns? Of(ExportTable table, bool withOthers)
        {
            var (trace, span, start, end, duration) = (table.Find(ColumnNames.Trace), table.Find(ColumnNames.Span), table.Find(ColumnNames.Start), table.Find(ColumnNames.End), table.Find(ColumnNames.Duration));
            var (service, pod) = (table.Find(ColumnNames.Service), table.Find(ColumnNames.Pod));
            if (trace < 0 || span < 0 || start < 0 || (end < 0 && duration < 0) || (service < 0 && pod < 0))
            {
                return null;
            }

            var (parent, kind) = (table.Find(ColumnNames.Parent), table.Find(ColumnNames.Kind));
            var operation = table.Normal.Contains(OwnSpans) ? table.Find(["name"]) : table.Find(ColumnNames.Operation);
            int[] used = [trace, span, parent, service, operation, start, end, duration, kind];
            return new Columns(
                trace, span, parent, service, pod, operation, start, end, duration, table.Find(ColumnNames.Status), kind, duration < 0 ? 1 : Exports.DurationUnit.OfName(table.Columns[duration]),
                withOthers ? [.. Enumerable.Range(0, table.Columns.Length).Except(used)] : []);
        }

        public Row? Read(ExportTable table)
        {
            var (trace, id) = (table.Field(Trace), table.Field(Span));
            if (trace.Length == 0 || id.Length == 0 || !Moment.TryParse(table.Field(Start), out var start))
            {
                return null;
            }

            var end = long.MinValue;
            var written = double.NaN;
            if (!(End >= 0 && Moment.TryParse(table.Field(End), out end) && end >= start))
            {
                end = long.MinValue;
                if (Duration < 0 || !double.TryParse(table.Field(Duration), NumberStyles.Float, CultureInfo.InvariantCulture, out written) || !double.IsFinite(written) || written < 0)
                {
                    return null;
                }
            }
            else if (Duration >= 0 && !double.TryParse(table.Field(Duration), NumberStyles.Float, CultureInfo.InvariantCulture, out written))
            {
                written = double.NaN;
            }

            var service = table.Field(Service);
            service = ServiceName.OfPod(service.Length > 0 ? service : table.Field(Pod));
            var status = Status >= 0 && SpanStatus.IsError(table.Normal[Status], table.Field(Status));
            var kind = table.Field(Kind).ToLowerInvariant().Replace("span_kind_", "", StringComparison.Ordinal);
            return service.Length == 0 ? null : new Row(trace, id, ParentOf(table.Field(Parent), id), service, table.Field(Operation), kind, start, end, written, status, OthersOf(table));
        }

        private Dictionary<string, string>? OthersOf(ExportTable table) =>
            Others.Count == 0 ? null : Others.Where(i => table.Fields[i].Length > 0).DistinctBy(i => table.Columns[i]).ToDictionary(i => table.Columns[i], i => table.Fields[i]);

        private static string ParentOf(string text, string id) =>
            text == id || text.Length == 0 || text.All(c => c is '0' or '-') || text.ToUpperInvariant() is "ROOT" or "NULL" or "NONE" or "NAN" ? "" : text;
    }
}
