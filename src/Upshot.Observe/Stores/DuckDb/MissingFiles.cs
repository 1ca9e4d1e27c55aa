using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Threads;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Sealed files that are damaged or gone: taken off the list, so that the rest can be answered from, put aside into
/// <c>damaged/</c>, and remembered in the catalog, so that every answer says what it lacks. One that comes back whole is listed again.
/// </summary>
internal sealed class MissingFiles
{
    public const string Folder = "damaged";
    private readonly ConcurrentDictionary<string, SharedWork<bool>> _goingAside = new(StringComparer.Ordinal);
    private readonly SharedWork<IReadOnlyList<SealedFile>> _restoring = new();
    private readonly StoreOptions _options;
    private readonly Catalog _catalog;
    private readonly MissingCopy _copy;
    private readonly StoreState _state;
    private readonly StoreHealth _health;
    private readonly DirectoryWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public MissingFiles(StoreOptions options, Catalog catalog, MissingCopy copy, StoreState state, StoreHealth health, DirectoryWatch watch, TimeProvider time, ILogger log)
    {
        (_options, _catalog, _copy, _state, _health, _watch, _time, _log) = (options, catalog, copy, state, health, watch, time, log);
        TryWrite(Import);
    }

    /// <summary>Whether an answer may use the file; one that is not whole is put aside.</summary>
    /// <exception cref="StoreException">The whole data directory is gone.</exception>
    public bool IsWhole(SealedFile file) => Check(file) == FileCondition.Whole;

    public FileCondition Check(SealedFile file, bool again = false)
    {
        var hadHash = file.Hash is not null;
        var condition = FileCheck.Of(file, again);
        if (condition == FileCondition.Whole)
        {
            if (!hadHash)
            {
                TryWrite(() => _catalog.Execute($"UPDATE sealed_files SET hash = '{Checksum.ToUuid(file.Hash!.Value)}' WHERE name = {Sql.Text(file.Name)} AND hash IS NULL"));
            }

            return condition;
        }

        if (_watch.Fault is { } fault)
        {
            throw new StoreException(fault);
        }

        PutAside(file, condition);
        return condition;
    }

    /// <summary>Says again what earlier processes found missing, and lists again what has come back.</summary>
    public IReadOnlyList<SealedFile> Restore() => _restoring.Run(() =>
    {
        var back = new List<SealedFile>();
        var listed = _state.Files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (file, why) in _catalog.Read($"SELECT {ListedFiles.Columns}, why FROM missing_files WHERE generation IS NOT NULL", r => (ListedFiles.Read(r, Sealer.FolderOf(_options)), r.GetString(10))))
        {
            if (!listed.Contains(file.Name) && IsBack(file))
            {
                ForgetCopy([file.Name]);
                _catalog.Together(connection =>
                {
                    ListedFiles.Change(connection, [], [file]);
                    Catalog.Execute(connection, $"DELETE FROM missing_files WHERE name = {Sql.Text(file.Name)}");
                });
                _state.Replace(null, [], [file]);
                _health.MissNoLonger(file.Name);
                _log.LogInformation("The file {Name} is whole again: its {Rows} rows are answered from", file.Name, file.Rows);
                back.Add(file);
            }
            else
            {
                _health.Miss(RowsOf(file, why));
            }
        }

        foreach (var rows in _catalog.Read("SELECT name, min_time, max_time, why FROM missing_files WHERE generation IS NULL", r => new MissingRows(r.GetString(0), null, null, Moment(r.GetInt64(1)), Moment(r.GetInt64(2)), r.GetString(3))))
        {
            _health.Miss(rows);
        }

        return back;
    });

    /// <summary>Something else than a sealed file was lost, such as part of a journal: said until it would have ended anyway.</summary>
    public void Remember(MissingRows rows)
    {
        _health.Miss(rows);
        TryWrite(() =>
        {
            _catalog.Execute($"INSERT INTO missing_files (name, min_time, max_time, why, noticed_at) VALUES ({Sql.Text(rows.File)}, {Nanos(rows.From)}, {Nanos(rows.To)}, {Sql.Text(rows.Why)}, {_time.GetUtcNow().ToUnixTimeMilliseconds()})");
            _copy.Write(Entries);
        });
    }

    /// <summary>The sealed files among what is missing, as a backup calls them.</summary>
    public IReadOnlyList<Backup.BackupFile> SealedFiles() =>
        [.. Entries().Where(e => e is { Segment: not null, Bytes: not null, Hash: not null }).Select(e => new Backup.BackupFile($"parquet/{e.Name}", e.Bytes!.Value, e.Hash!.Replace("-", "", StringComparison.Ordinal)))];

    /// <summary>What was missing and is now older than the plan keeps is missing no longer.</summary>
    /// <param name="condition">Which of them, as SQL.</param>
    /// <param name="timeIsRight">Nothing is forgotten while the clock is in doubt.</param>
    public void Forget(string condition, bool timeIsRight)
    {
        if (!timeIsRight || _health.Missing.Count == 0)
        {
            return;
        }

        var names = _catalog.Read($"SELECT name FROM missing_files WHERE {condition}", r => r.GetString(0));
        ForgetCopy(names);
        foreach (var name in names)
        {
            _catalog.Execute($"DELETE FROM missing_files WHERE name = {Sql.Text(name)}");
            _health.MissNoLonger(name);
        }
    }

    /// <summary>Takes over what the copy has and the catalog does not: it is older than the loss, or was made again.</summary>
    private void Import()
    {
        var known = Entries().Select(e => e.Name).Concat(_state.Files.Select(f => f.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var e in _copy.Read().Where(e => !known.Contains(e.Name)))
        {
            _catalog.Execute($"INSERT INTO missing_files (name, signal, generation, rows, bytes, min_time, max_time, sealed_at, hash, why, noticed_at) VALUES ({Sql.Text(e.Name)}, {Text(e.Signal)}, {Number(e.Segment)}, {Number(e.Rows)}, {Number(e.Bytes)}, {e.MinTime}, {e.MaxTime}, {Number(e.SealedAt)}, {Text(e.Hash)}, {Sql.Text(e.Why)}, {e.NoticedAt})");
        }

        _copy.Write(Entries);

        static string Text(string? text) => text is null ? "NULL" : Sql.Text(text);

        static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
    }

    private IReadOnlyList<MissingEntry> Entries() => _catalog.Read(
        "SELECT name, signal, generation, rows, bytes, min_time, max_time, sealed_at, hash::VARCHAR, why, noticed_at FROM missing_files ORDER BY name, noticed_at",
        r => new MissingEntry(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), Whole(r, 2), Whole(r, 3), Whole(r, 4), r.GetInt64(5), r.GetInt64(6), Whole(r, 7), r.IsDBNull(8) ? null : r.GetString(8), r.GetString(9), r.GetInt64(10)));

    private static long? Whole(DuckDB.NET.Data.DuckDBDataReader r, int column) => r.IsDBNull(column) ? null : r.GetInt64(column);

    /// <summary>Before the catalog forgets them: an end in between leaves more that is said, not less.</summary>
    private void ForgetCopy(IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            TryWrite(() => _copy.Write(() => [.. Entries().Where(e => !names.Contains(e.Name))]));
        }
    }

    // Several questions find a file damaged at once: one of them puts it aside, and all go on when that is done.
    private void PutAside(SealedFile file, FileCondition condition) => _goingAside.GetOrAdd(file.Name, _ => new()).Run(() =>
    {
        if (!_state.Files.Contains(file))
        {
            // Another question found it first; or a merge took its place after this question began, and nothing says what it lacks.
            return _health.Missing.Any(m => m.File == file.Name) ? false : throw new StoreException($"{file.Path} changed while it was read. Ask again.");
        }

        var why = condition == FileCondition.Missing
            ? $"parquet/{file.Name} is not there. Put it back and run upshot fsck"
            : $"parquet/{file.Name} is not as it was sealed; {Moved(file)}. Put a whole copy back into parquet/ and run upshot fsck";
        _state.Remove(file);
        _health.Miss(RowsOf(file, why));
        _log.LogError("{Rows} rows of {Signal} cannot be answered from: {Why}. Check the disk", file.Rows, file.Signal, why);
        TryWrite(() =>
        {
            _catalog.Together(connection =>
            {
                ListedFiles.Change(connection, [file], []);
                Catalog.Execute(connection, $"INSERT INTO missing_files ({ListedFiles.Columns}, why, noticed_at) VALUES ({ListedFiles.ValuesOf(file)}, {Sql.Text(why)}, {_time.GetUtcNow().ToUnixTimeMilliseconds()})");
            });
            _copy.Write(Entries);
        });
        return true;
    });

    private string Moved(SealedFile file)
    {
        try
        {
            return $"it is in {Aside.Move(_options, file.Path, Folder)} now";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be put aside ({e.Message})";
        }
    }

    private static bool IsBack(SealedFile file) => file.Hash is not null && FileCheck.Of(file, again: true) == FileCondition.Whole;

    private static MissingRows RowsOf(SealedFile file, string why) => new(file.Name, file.Signal.ToString().ToLowerInvariant(), file.Rows, Moment(file.MinTime), Moment(file.MaxTime), why);

    private static DateTimeOffset Moment(long nanos) => DateTimeOffset.FromUnixTimeMilliseconds(nanos / 1_000_000);

    private static long Nanos(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() * 1_000_000;

    /// <summary>The disk may be full or read-only: answers say it all the same, and the next start finds it again.</summary>
    private void TryWrite(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is DuckDB.NET.Data.DuckDBException or IOException or LedgerException or StoreException)
        {
            _log.LogWarning(e, "What is missing cannot be written down: {Reason}", e.Message);
        }
    }
}
