using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Receive.Protobuf;
using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Store;

/// <summary>
/// Turns full generations into sorted, compressed Parquet files, one at a time, in the background. A generation is sealed
/// when the catalog says so, in one transaction with its rollups and hashes; only then does its journal go.
/// </summary>
internal sealed class Sealer : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly Channel<Generation> _queue = Channel.CreateUnbounded<Generation>();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly StoreOptions _options;
    private readonly Catalog _catalog;
    private readonly ParquetWriter _parquet;
    private readonly StoreState _state;
    private readonly IReadOnlyList<RecordReader> _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private int _waiting;
    private volatile bool _failing;

    public Sealer(StoreOptions options, Catalog catalog, ParquetWriter parquet, StoreState state, IReadOnlyList<RecordReader> readers, TimeProvider time, ILogger log)
    {
        (_options, _catalog, _parquet, _state, _readers, _time, _log) = (options, catalog, parquet, state, readers, time, log);
        _loop = Task.Run(RunAsync);
    }

    public static string FolderOf(StoreOptions options) => Path.Combine(options.Directory, "parquet");

    public void Enqueue(Generation generation)
    {
        Interlocked.Increment(ref _waiting);
        if (!_queue.Writer.TryWrite(generation))
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Completes when nothing waits to be sealed, or the first of it could not be.</summary>
    public async Task DrainedAsync()
    {
        while (Volatile.Read(ref _waiting) > 0 && !_failing)
        {
            await ProgressAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Completes when the next generation is sealed, or the time is over.</summary>
    public Task ProgressAsync(TimeSpan atMost) => Task.WhenAny(_progress.Task, Task.Delay(atMost, _time));

    /// <summary>Seals what waits, then stops. What cannot be sealed stays in its journal.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _giveUp.CancelAsync();
        await _loop;
        _giveUp.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var generation in _queue.Reader.ReadAllAsync())
        {
            while (_failing = !TrySeal(generation))
            {
                if (_giveUp.IsCancellationRequested)
                {
                    // Not the later ones either: sealed up to a number means that no journal before it is needed.
                    return;
                }

                await Task.Delay(RetryAfter, _time, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Interlocked.Decrement(ref _waiting);
            Interlocked.Exchange(ref _progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    private bool TrySeal(Generation generation)
    {
        using var seal = ServerSignals.Seal.Start();
        try
        {
            Seal(generation);
            seal.Succeed();
            if (_failing)
            {
                _log.LogInformation("Generation {Number} is sealed now", generation.Number);
            }

            return true;
        }
        catch (Exception e)
        {
            seal.Fail(e);

            // The disk may be full: everything is still in the journal and in memory, and senders are slowed down.
            if (!_failing)
            {
                _log.LogError("Generation {Number} cannot be sealed yet, which is tried every {Seconds} seconds: {Reason}", generation.Number, RetryAfter.TotalSeconds, e.Message);
            }

            return false;
        }
    }

    private void Seal(Generation generation)
    {
        using var snapshot = _state.Take(_ => [generation]);
        var files = new List<SealedFile>();
        foreach (var reader in _readers)
        {
            if (generation.Totals(reader.Schema.Signal).Rows > 0)
            {
                files.Add(WriteFile(generation, reader.Schema, snapshot));
            }
        }

        var now = _time.GetUtcNow();
        _catalog.Together(connection =>
        {
            foreach (var file in files)
            {
                Catalog.Execute(connection, Catalog.Insert(file));
            }

            Catalog.Execute(connection, $"INSERT INTO rollups SELECT {generation.Number}, * FROM hot_rollups({snapshot.Id})");
            Catalog.Execute(connection, $"INSERT INTO objective_minutes SELECT {generation.Number}, * FROM hot_objective_minutes({snapshot.Id})");
            Catalog.Execute(connection, $"DELETE FROM bodies WHERE received_at < {now.AddHours(-1).ToUnixTimeMilliseconds()}");
            Catalog.Execute(connection, $"INSERT INTO bodies SELECT * FROM hot_bodies({snapshot.Id})");
            Catalog.Execute(connection, $"UPDATE meta SET value = '{generation.Number}' WHERE key = 'sealed_generation'");
        });
        _state.Replace(generation, [], files);
        DeleteJournal(generation.Journal);
    }

    private void DeleteJournal(Journal journal)
    {
        journal.Dispose();
        try
        {
            File.Delete(journal.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is sealed all the same; the next start clears it away.
            _log.LogWarning("The sealed journal {Path} cannot be deleted: {Reason}", journal.Path, e.Message);
        }
    }

    private SealedFile WriteFile(Generation generation, TableSchema schema, Snapshot snapshot)
    {
        var path = Path.Combine(FolderOf(_options), $"{schema.Table}-{generation.Number:D10}.parquet");
        _parquet.Seal(schema, snapshot, path);
        var (rows, min, max) = generation.Totals(schema.Signal);
        return new(path, schema.Signal, generation.Number, rows, new FileInfo(path).Length, min, max, _time.GetUtcNow(), _parquet.TracesOf(schema, path));
    }
}
