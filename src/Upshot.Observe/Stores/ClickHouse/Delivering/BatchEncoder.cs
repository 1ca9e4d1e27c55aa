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
    private const int MostRows = 500_000;

    private readonly Dictionary<TelemetrySignal, ConcurrentBag<Worker>> _idle = plan.Readers.Keys.ToDictionary(s => s, _ => new ConcurrentBag<Worker>());

    private sealed record Worker(RowWriter Writer, NativeChunk Chunk);

    /// <param name="hash">Of the body as it was received.</param>
    public Delivery Encode(UInt128 hash, Batch batch)
    {
        var parts = new List<DeliveryPart>();
        var reader = plan.Readers[batch.Signal];
        var worker = _idle[batch.Signal].TryTake(out var idle) ? idle : new(reader.NewWriter(), new(reader.Schema));
        try
        {
            foreach (var place in reader.Records(RequestBytes.Of(batch.Buffer, batch.ReceivedAt)))
            {
                worker.Writer.Write(place, worker.Chunk);
                if (worker.Chunk.Rows == MostRows)
                {
                    Take(hash, reader.Schema, worker.Chunk, parts);
                }
            }

            Take(hash, reader.Schema, worker.Chunk, parts);
        }
        finally
        {
            worker.Chunk.Clear();
            _idle[batch.Signal].Add(worker);
        }

        Count(hash, batch.Summary, parts);
        return new(hash, batch.Signal, batch.Summary.Records, batch.Summary.MinTime, batch.Summary.MaxTime, parts);
    }

    private static void Take(UInt128 hash, TableSchema schema, NativeChunk chunk, List<DeliveryPart> parts)
    {
        if (chunk.Rows == 0)
        {
            return;
        }

        var (rows, token) = (chunk.Rows, parts.Count == 0 ? $"{hash:x32}" : $"{hash:x32}-{parts.Count}");
        if (schema.Signal == TelemetrySignal.Traces)
        {
            var (traces, times) = TraceTimes.Of(chunk);
            parts.Add(new("trace_times", token, traces, times));
        }

        parts.Add(new(schema.Table, token, rows, chunk.Take()));
    }

    private void Count(UInt128 hash, BatchSummary summary, List<DeliveryPart> parts)
    {
        if (summary.Requests.Count == 0)
        {
            return;
        }

        var counted = plan.NewRollups();
        counted.Add(summary.Requests, summary.Notes);
        parts.Add(new("rollups", $"{hash:x32}", counted.Rows.Count, CountedBlocks.OfRollups(counted.Rows)));
        if (counted.Objectives.Count > 0)
        {
            parts.Add(new("objective_minutes", $"{hash:x32}", counted.Objectives.Count, CountedBlocks.OfObjectives(counted.Objectives)));
        }
    }
}
