using System.Runtime.InteropServices;
using Upshot.Observe.Stores.ClickHouse.Native;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>When the traces of a block of spans began: a trace is looked for in these minutes alone.</summary>
internal static class TraceTimes
{
    public static (int Rows, byte[] Block) Of(NativeChunk spans)
    {
        var ids = MemoryMarshal.Cast<byte, UInt128>(spans.Values(SpanSchema.TraceId));
        var starts = MemoryMarshal.Cast<byte, long>(spans.Values(SpanSchema.StartTime));
        var times = new Dictionary<UInt128, (long First, long Last)>();
        for (var i = 0; i < spans.Rows; i++)
        {
            ref var time = ref CollectionsMarshal.GetValueRefOrAddDefault(times, ids[i], out var isKnown);
            time = isKnown ? (Math.Min(time.First, starts[i]), Math.Max(time.Last, starts[i])) : (starts[i], starts[i]);
        }

        NativeColumn trace = new("trace_id", "FixedString(16)", 16, false), first = new("first", "DateTime64(9, 'UTC')", 8, false), last = new("last", "DateTime64(9, 'UTC')", 8, false);
        var row = 0;
        foreach (var (id, time) in times)
        {
            var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in id));
            trace.Bytes(row, bytes);
            first.Integer(row, time.First);
            last.Integer(row++, time.Last);
        }

        return (row, NativeBlock.Of([trace, first, last], row));
    }
}
