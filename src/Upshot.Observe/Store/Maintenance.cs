using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Store;

/// <summary>Keeps the files few and young: merges small ones, drops what is older or larger than the plan keeps.</summary>
internal sealed class Maintenance(StoreOptions options, Catalog catalog, ParquetWriter parquet, StoreState state, IReadOnlyList<RecordReader> readers, Retention retention, TimeProvider time, ILogger log)
{
    private const int MergeAt = 12;
    private const long SmallRows = 32_768;

    public void Run()
    {
        DropOld();
        DropTooMuch();
        foreach (var reader in readers)
        {
            MergeSmall(reader.Schema);
        }
    }

    private void DropOld()
    {
        var now = time.GetUtcNow();
        foreach (var (signal, age) in new[] { (TelemetrySignal.Traces, retention.Spans), (TelemetrySignal.Logs, retention.Logs), (TelemetrySignal.Metrics, retention.Metrics) })
        {
            // Records that claim to be from the future age from the day they came.
            Drop([.. state.Files.Where(f => f.Signal == signal && Earlier(f.MaxTime, f.SealedAt) < Nanos(now - age))], "older than the plan keeps");
        }

        var oldest = Nanos(now - retention.Rollups);
        catalog.Together(connection =>
        {
            Catalog.Execute(connection, $"DELETE FROM rollups WHERE minute < {Sql.Time(oldest)}");
            Catalog.Execute(connection, $"DELETE FROM objective_minutes WHERE minute < {Sql.Time(oldest)}");
        });
    }

    private void DropTooMuch()
    {
        if (retention.MaxBytes is not { } max)
        {
            return;
        }

        var excess = state.Files.Sum(f => f.Bytes) - max;
        var drop = new List<SealedFile>();
        foreach (var file in state.Files.OrderBy(f => Earlier(f.MaxTime, f.SealedAt)))
        {
            if (excess <= 0)
            {
                break;
            }

            drop.Add(file);
            excess -= file.Bytes;
        }

        Drop(drop, "more than the plan keeps");
    }

    private void Drop(IReadOnlyList<SealedFile> files, string because)
    {
        if (files.Count == 0)
        {
            return;
        }

        Forget(files, []);
        log.LogInformation("Dropped {Count} files, {Bytes} bytes: {Because}", files.Count, files.Sum(f => f.Bytes), because);
    }

    private void MergeSmall(TableSchema schema)
    {
        using var snapshot = state.Take();
        var small = snapshot.Files.Where(f => f.Signal == schema.Signal && f.Rows < SmallRows).ToArray();
        if (small.Length < MergeAt)
        {
            return;
        }

        var generation = small.Max(f => f.Generation);
        var path = Path.Combine(Sealer.FolderOf(options), $"{schema.Table}-{generation:D10}-{small.Length}.parquet");
        parquet.Merge(schema, small, path);
        var merged = new SealedFile(path, schema.Signal, generation, small.Sum(f => f.Rows), new FileInfo(path).Length, small.Min(f => f.MinTime), small.Max(f => f.MaxTime), small.Max(f => f.SealedAt), parquet.TracesOf(schema, path));
        Forget(small, [merged]);
    }

    private void Forget(IReadOnlyList<SealedFile> old, IReadOnlyList<SealedFile> replacements)
    {
        catalog.Together(connection =>
        {
            Catalog.Execute(connection, $"DELETE FROM sealed_files WHERE list_contains({Sql.List(old.Select(f => Path.GetFileName(f.Path)))}, name)");
            foreach (var file in replacements)
            {
                Catalog.Execute(connection, Catalog.Insert(file));
            }
        });
        state.Replace(null, old, replacements);
    }

    private static long Earlier(long maxTime, DateTimeOffset sealedAt) => Math.Min(maxTime, Nanos(sealedAt));

    private static long Nanos(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() * 1_000_000;
}
