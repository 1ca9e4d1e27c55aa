using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Rows;
using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Turns full segments into sorted, compressed Parquet files, one at a time, in the background. A segment is sealed
/// when the catalog says so, in one transaction with its rollups and hashes; only then does its journal go.
/// </summary>
internal sealed class Sealer : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly Channel<Segment> _queue = Channel.CreateUnbounded<Segment>();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly StoreOptions _options;
    private readonly Catalog _catalog;
    private readonly ParquetWriter _parquet;
    private readonly RollupFiles _rollups;
    private readonly StoreState _state;
    private readonly LostAndFound _lost;
    private readonly DirectoryWatch _watch;
    private readonly IReadOnlyList<TableSchema> _schemas;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private int _waiting;
    private volatile bool _failing;

    public Sealer(StoreOptions options, Catalog catalog, ParquetWriter parquet, RollupFiles rollups, StoreState state, LostAndFound lost, DirectoryWatch watch, IReadOnlyList<TableSchema> schemas, TimeProvider time, ILogger log)
    {
        (_options, _catalog, _parquet, _rollups, _state, _lost, _watch, _schemas, _time, _log) = (options, catalog, parquet, rollups, state, lost, watch, schemas, time, log);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Told of each segment that the catalog has, before its journal goes.</summary>
    public Action<long> OnSealed { get; set; } = _ => { };

    public static string FolderOf(StoreOptions options) => Path.Combine(options.Directory, "parquet");

    public void Enqueue(Segment segment)
    {
        Interlocked.Increment(ref _waiting);
        if (!_queue.Writer.TryWrite(segment))
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

    /// <summary>Completes when the next segment is sealed, or the time is over.</summary>
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
        await foreach (var segment in _queue.Reader.ReadAllAsync())
        {
            while (_failing = !TrySeal(segment))
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

    private bool TrySeal(Segment segment)
    {
        using var seal = ServerSignals.Seal.Start();
        try
        {
            Seal(segment);
            seal.Succeed();
            if (_failing)
            {
                _log.LogInformation("Segment {Number} is sealed now", segment.Number);
            }

            return true;
        }
        catch (Exception e)
        {
            seal.Fail(e);

            // The disk may be full: everything is still in the journal and in memory, and senders are slowed down.
            if (!_failing)
            {
                _log.LogError(e, "Segment {Number} cannot be sealed yet, which is tried every {Seconds} seconds: {Reason}", segment.Number, RetryAfter.TotalSeconds, e.Message);
            }

            return false;
        }
    }

    private void Seal(Segment segment)
    {
        if (_watch.Fault is { } fault)
        {
            throw new StoreException(fault);
        }

        // An attempt before this one may have failed after the catalog had it, or in telling that it has: rows are not listed again.
        var files = _catalog.SealedSegment() >= segment.Number
            ? [.. ListedFiles.Read(_catalog, FolderOf(_options)).Where(f => f.Segment == segment.Number)]
            : Commit(segment);
        OnSealed(segment.Number);
        _state.Replace(segment, [], files);

        // Last: a file in which maintenance has merged it must be of no snapshot that still has the segment.
        _rollups.IsSealed(segment.Number);
        DeleteJournal(segment.Journal);
        _lost.Remove(segment.Number);
    }

    private List<SealedFile> Commit(Segment segment)
    {
        using var snapshot = _state.Take(_ => [segment], withRollups: true);
        var now = _time.GetUtcNow();
        var schemas = _schemas.Where(s => segment.Totals(s.Signal).Rows > 0).ToList();
        IReadOnlyList<string> beside = [.. schemas.Select(s => s.Table), .. RollupFiles.Tables];
        var files = schemas.Select(schema => WriteFile(segment, schema, snapshot, beside, now)).ToList();
        _rollups.Seal(segment, snapshot, beside, now);

        _catalog.Together(connection =>
        {
            ListedFiles.Change(connection, [], files);
            Catalog.Execute(connection, $"INSERT INTO rollups SELECT {segment.Number}, * FROM hot_rollups({snapshot.Id})");
            Catalog.Execute(connection, $"INSERT INTO objective_minutes SELECT {segment.Number}, * FROM hot_objective_minutes({snapshot.Id})");
            CountedHours.Add(connection, $"generation = {segment.Number}");
            Catalog.Execute(connection, $"DELETE FROM bodies WHERE received_at < {(now - RollupFiles.BodiesKept).ToUnixTimeMilliseconds()}");
            Catalog.Execute(connection, $"INSERT INTO bodies SELECT * FROM hot_bodies({snapshot.Id})");
            Catalog.Execute(connection, $"INSERT INTO seals VALUES ({segment.Number}, {now.ToUnixTimeMilliseconds()})");
            _lost.Retire(connection, segment.Number);
            Catalog.Execute(connection, $"UPDATE meta SET value = '{segment.Number}' WHERE key = 'sealed_generation'");
        });
        return files;
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
            _log.LogWarning(e, "The sealed journal {Path} cannot be deleted: {Reason}", journal.Path, e.Message);
        }
    }

    private SealedFile WriteFile(Segment segment, TableSchema schema, Snapshot snapshot, IReadOnlyList<string> beside, DateTimeOffset now)
    {
        var path = Path.Combine(FolderOf(_options), $"{schema.Table}-{segment.Number:D10}.parquet");
        var (rows, min, max) = segment.Totals(schema.Signal);
        var traces = _parquet.Seal(schema, snapshot.Segments.Single(), path, new(
            SealedFileMetadata.Latest, _rollups.Store, schema.Table, SegmentSet.Of(segment.Number).ToString(), rows, min, max, now.ToUnixTimeMilliseconds(), beside, AttributeColumn.DeclaredIn(schema)));
        if (_parquet.RowsIn(path) is var written && written != rows)
        {
            throw new LedgerException($"{path} has {written} rows where {rows} were to be sealed: it is not listed, and the journal stays.");
        }

        return new(path, schema.Signal, segment.Number, rows, new FileInfo(path).Length, min, max, now, traces, Checksum.OfFile(path));
    }
}
