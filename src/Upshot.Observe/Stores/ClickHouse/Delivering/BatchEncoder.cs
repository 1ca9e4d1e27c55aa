using System.Collections.Concurrent;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.ClickHouse.Native;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Makes batches into blocks. For any number of threads.</summary>
internal sealed class BatchEncoder(StorePlan plan)
{
    /// <summary>A larger insert could be cut into several parts by the server, of which some arrive and others do not.</summary>
    public const int MostRows = 500_000;

    private readonly Dictionary<TelemetrySignal, ConcurrentBag<Worker>> _idle = plan.Readers.Keys.ToDictionary(s => s, _ => new ConcurrentBag<Worker>());

    private sealed record Worker(RowWriter Writer, NativeChunk Chunk);

    /// <param name="hash">Of the body as it was received.</param>
    public Delivery Encode(UInt128 hash, Batch batch)
    {
        var blocks = new List<TableBlock>();
        var reader = plan.Readers[batch.Signal];
        var worker = _idle[batch.Signal].TryTake(out var idle) ? idle : new(reader.NewWriter(), new(reader.Schema));
        try
        {
            foreach (var place in reader.Records(RequestBytes.Of(batch.Buffer, batch.ReceivedAt)))
            {
                worker.Writer.Write(place, worker.Chunk);
                if (worker.Chunk.Rows == MostRows)
                {
                    Take(reader.Schema, worker.Chunk, blocks);
                }
            }

            Take(reader.Schema, worker.Chunk, blocks);
        }
        finally
        {
            worker.Chunk.Clear();
            _idle[batch.Signal].Add(worker);
        }

        Count(batch.Summary, blocks);
        return new(hash, batch.Signal, batch.Summary.Records, batch.Summary.MinTime, batch.Summary.MaxTime, blocks);
    }

    private static void Take(TableSchema schema, NativeChunk chunk, List<TableBlock> blocks)
    {
        if (chunk.Rows == 0)
        {
            return;
        }

        var rows = chunk.Rows;
        if (schema.Signal == TelemetrySignal.Traces)
        {
            var (traces, times) = TraceTimes.Of(chunk);
            blocks.Add(new("trace_times", traces, times));
        }

        blocks.Add(new(schema.Table, rows, chunk.Take()));
    }

    private void Count(BatchSummary summary, List<TableBlock> blocks)
    {
        if (summary.Requests.Count == 0)
        {
            return;
        }

        var counted = plan.NewRollups();
        counted.Add(summary.Requests, summary.Notes);
        blocks.Add(new("rollups", counted.Rows.Count, CountedBlocks.OfRollups(counted.Rows)));
        if (counted.Objectives.Count > 0)
        {
            blocks.Add(new("objective_minutes", counted.Objectives.Count, CountedBlocks.OfObjectives(counted.Objectives)));
        }
    }
}
