using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Looks for spans in sealed files without SQL: the best file first, and no further than what is found is better than anything that the rest may have.</summary>
internal sealed class SpanFinder(QuerySession asked, SpanChoice choice, int most)
{
    private static readonly Column[] s_columns = SpanSchema.Named("trace_id", "span_id", "start_time", "duration_ns", "service", "name", "version", "operation", "status");
    private readonly Comparer<TraceRow> _order = TraceRow.By(choice.Search);

    /// <summary>What comes first of what was found elsewhere and of what is in files.</summary>
    /// <exception cref="FormatException">A file has a form that is not known here.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public List<TraceRow> With(IEnumerable<TraceRow> elsewhere)
    {
        var found = Best(elsewhere);
        using var values = ColumnReader.Rent();
        var files = asked.Snapshot.Files.Where(f => f.Signal == TelemetrySignal.Traces && f.MaxTime >= choice.From && f.MinTime < choice.To && MayHave(f)).Select(f => (File: f, Best: BestOf(f)));
        foreach (var (file, best) in files.OrderByDescending(f => f.Best))
        {
            asked.Cancellation.ThrowIfCancellationRequested();
            if (found.Count >= most && best < KeyOf(found[most - 1]))
            {
                break;
            }

            if (asked.Snapshot.IsWhole(file))
            {
                found = Best([.. found, .. InFile(file, values)]);
            }
        }

        return found;
    }

    private List<TraceRow> Best(IEnumerable<TraceRow> rows) => [.. rows.Order(_order).Take(most)];

    private bool MayHave(SealedFile file) =>
        file.Longest is not { } longest || (longest.Of(choice.Search.Service, choice.Search.Operation) is { } nanos && !(nanos <= choice.LongerThan));

    /// <summary>What no row of the file is before, in the order that was asked for.</summary>
    private long BestOf(SealedFile file) => !choice.Search.SlowestFirst ? file.MaxTime : file.Longest?.Of(choice.Search.Service, choice.Search.Operation) ?? long.MaxValue;

    private long KeyOf(TraceRow row) => choice.Search.SlowestFirst ? row.DurationNanos : row.StartNanos;

    private List<TraceRow> InFile(SealedFile sealedFile, ColumnReader values)
    {
        using var file = File.OpenHandle(sealedFile.Path, options: FileOptions.RandomAccess);
        var groups = FileLayout.Of(ParquetFooter.Bytes(file) ?? throw new FormatException($"{sealedFile.Path} is no Parquet file.")).Select(g => new StoredRows(file, g, values)).ToList();
        var found = new List<TraceRow>();
        foreach (var group in groups)
        {
            found.AddRange(group.Take(new GroupSearch(group, choice).First(most), s_columns).Select(Row));
        }

        sealedFile.Longest ??= LongestSpans.Of(groups.Select(GroupSearch.LongestIn));
        return found;
    }

    private static TraceRow Row(StoredRow row) => new(
        new(row.Text(0), Nanos.ToMoment(row.Number(2)), Nanos.Milliseconds(row.Number(3)), row.Text(4), row.Text(5), row.IsNull(6) ? "" : row.Text(6), row.IsNull(7) ? "" : row.Text(7), row.Byte(8) == SpanChoice.Failed),
        row.Id(1),
        row.Number(2),
        row.Number(3));
}
