using System.Buffers;
using System.Globalization;
using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Looks for spans in a row group, column by column: each leaves less to look at.</summary>
internal sealed class GroupSearch(StoredRows rows, SpanChoice choice)
{
    private static readonly Column s_trace = Named("trace_id"), s_span = Named("span_id"), s_parent = Named("parent_span_id"), s_start = Named("start_time"), s_duration = Named("duration_ns"),
        s_service = Named("service"), s_kind = Named("kind"), s_status = Named("status"), s_version = Named("version"), s_operation = Named("operation");

    private int[] _left = [];
    private int _count;

    /// <summary>The rows that come first in the order that was asked for.</summary>
    /// <param name="most">How many; of equals there may be more.</param>
    public IReadOnlyList<int> First(int most)
    {
        _left = ArrayPool<int>.Shared.Rent(rows.Count);
        try
        {
            for (_count = 0; _count < rows.Count; _count++)
            {
                _left[_count] = _count;
            }

            Narrow();
            return Cut(most);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(_left);
        }
    }

    private void Narrow()
    {
        if (choice.LongerThan is { } longer)
        {
            Keep(s_duration, (column, value) => value >= 0 && column.Number(value) > longer);
        }

        KeepText(s_operation, choice.Search.Operation);
        KeepText(s_service, choice.Search.Service);
        KeepText(s_version, choice.Search.Version);
        if (choice.Search.OnlyFailed)
        {
            Keep(s_status, (column, value) => value >= 0 && column.Number(value) == SpanChoice.Failed);
        }

        if (choice.Search.Operation is null)
        {
            KeepRootsOrInner();
        }

        var (from, to) = (choice.From, choice.To);
        Keep(s_start, (column, value) => value >= 0 && column.Number(value) >= from && column.Number(value) < to);
        KeepIncomplete();
    }

    /// <summary>By service and by operation; null: there are too many.</summary>
    public static LongestSpans? LongestIn(StoredRows rows)
    {
        var durations = Numbers(rows.Column(s_duration), rows.Count);
        return Longest(rows.Column(s_service), durations) is { } services && Longest(rows.Column(s_operation), durations) is { } operations ? new(services, operations) : null;
    }

    private static Dictionary<string, long>? Longest(ColumnReader names, long[] durations)
    {
        if (names.Count > LongestSpans.MostNames)
        {
            return null;
        }

        var longest = new long[names.Count];
        Array.Fill(longest, long.MinValue);
        for (var row = 0; row < durations.Length; row++)
        {
            if (names.ValueOf(row) is >= 0 and var value)
            {
                longest[value] = Math.Max(longest[value], durations[row]);
            }
        }

        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var value = 0; value < longest.Length; value++)
        {
            var name = Encoding.UTF8.GetString(names.Text(value));
            named[name] = Math.Max(longest[value], named.GetValueOrDefault(name, long.MinValue));
        }

        return named;
    }

    private static long[] Numbers(ColumnReader column, int count)
    {
        var numbers = new long[count];
        for (var row = 0; row < count; row++)
        {
            numbers[row] = column.ValueOf(row) is >= 0 and var value ? column.Number(value) : long.MinValue;
        }

        return numbers;
    }

    private void Keep(Column column, Func<ColumnReader, int, bool> isWanted)
    {
        if (_count == 0)
        {
            return;
        }

        var values = rows.Column(column);
        var kept = 0;
        foreach (var row in _left.AsSpan(0, _count))
        {
            if (isWanted(values, values.ValueOf(row)))
            {
                _left[kept++] = row;
            }
        }

        _count = kept;
    }

    private void KeepText(Column column, string? text)
    {
        if (text is null)
        {
            return;
        }

        var wanted = Encoding.UTF8.GetBytes(text);
        Keep(column, (values, value) => value >= 0 && values.Text(value).SequenceEqual(wanted));
    }

    private void KeepRootsOrInner()
    {
        if (_count == 0)
        {
            return;
        }

        // A parent of its own is a root too.
        var ids = rows.Column(s_span);
        var own = ArrayPool<ulong>.Shared.Rent(_count);
        for (var i = 0; i < _count; i++)
        {
            own[i] = ids.ValueOf(_left[i]) is >= 0 and var value ? (ulong)ids.Number(value) : 0;
        }

        var at = 0;
        Keep(s_parent, (parents, value) => own[at++] is var id && (value < 0 || (ulong)parents.Number(value) == id) != choice.IsInner);
        ArrayPool<ulong>.Shared.Return(own);
        if (choice.IsInner)
        {
            Keep(s_kind, (kinds, value) => value >= 0 && kinds.Number(value) is SpanKinds.Server or SpanKinds.Consumer);
        }
    }

    private void KeepIncomplete()
    {
        if (choice.Complete.Count > 0)
        {
            var complete = choice.Complete.Select(id => UInt128.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToHashSet();
            Keep(s_trace, (ids, value) => !complete.Contains(ids.Uuid(value)));
        }
    }

    private List<int> Cut(int most)
    {
        List<int> left = [.. _left.AsSpan(0, _count)];
        if (left.Count <= most)
        {
            return left;
        }

        var order = rows.Column(choice.Search.SlowestFirst ? s_duration : s_start);
        var keys = left.ConvertAll(row => order.Number(order.ValueOf(row)));
        var least = keys.OrderDescending().ElementAt(most - 1);
        return [.. left.Where((_, i) => keys[i] >= least)];
    }

    private static Column Named(string name) => SpanSchema.Named(name)[0];
}
