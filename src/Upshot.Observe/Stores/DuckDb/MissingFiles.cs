using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Sealed files that are damaged or gone: taken off the list, so that the rest can be answered from, put aside into
/// <c>damaged/</c>, and remembered in the catalog, so that every answer says what it lacks. One that comes back whole is listed again.
/// </summary>
internal sealed class MissingFiles(StoreOptions options, Catalog catalog, StoreState state, StoreHealth health, DirectoryWatch watch, TimeProvider time, ILogger log)
{
    public const string Folder = "damaged";
    private readonly Lock _gate = new();

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
                TryWrite(() => catalog.Execute($"UPDATE sealed_files SET hash = '{Checksum.ToUuid(file.Hash!.Value)}' WHERE name = {Sql.Text(file.Name)} AND hash IS NULL"));
            }

            return condition;
        }

        if (watch.Fault is { } fault)
        {
            throw new StoreException(fault);
        }

        PutAside(file, condition);
        return condition;
    }

    /// <summary>Says again what earlier processes found missing, and lists again what has come back.</summary>
    public IReadOnlyList<SealedFile> Restore()
    {
        var back = new List<SealedFile>();
        lock (_gate)
        {
            var listed = state.Files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var (file, why) in catalog.Read($"SELECT {ListedFiles.Columns}, why FROM missing_files WHERE generation IS NOT NULL", r => (ListedFiles.Read(r, Sealer.FolderOf(options)), r.GetString(10))))
            {
                if (!listed.Contains(file.Name) && IsBack(file))
                {
                    catalog.Together(connection =>
                    {
                        ListedFiles.Change(connection, [], [file]);
                        Catalog.Execute(connection, $"DELETE FROM missing_files WHERE name = {Sql.Text(file.Name)}");
                    });
                    state.Replace(null, [], [file]);
                    health.MissNoLonger(file.Name);
                    log.LogInformation("The file {Name} is whole again: its {Rows} rows are answered from", file.Name, file.Rows);
                    back.Add(file);
                }
                else
                {
                    health.Miss(RowsOf(file, why));
                }
            }

            foreach (var rows in catalog.Read("SELECT name, min_time, max_time, why FROM missing_files WHERE generation IS NULL", r => new MissingRows(r.GetString(0), null, null, Moment(r.GetInt64(1)), Moment(r.GetInt64(2)), r.GetString(3))))
            {
                health.Miss(rows);
            }
        }

        return back;
    }

    /// <summary>Something else than a sealed file was lost, such as part of a journal: said until it would have ended anyway.</summary>
    public void Remember(MissingRows rows)
    {
        health.Miss(rows);
        TryWrite(() => catalog.Execute(
            $"INSERT INTO missing_files (name, min_time, max_time, why, noticed_at) VALUES ({Sql.Text(rows.File)}, {Nanos(rows.From)}, {Nanos(rows.To)}, {Sql.Text(rows.Why)}, {time.GetUtcNow().ToUnixTimeMilliseconds()})"));
    }

    /// <summary>What was missing and is now older than the plan keeps is missing no longer.</summary>
    /// <param name="condition">Which of them, as SQL.</param>
    /// <param name="timeIsRight">Nothing is forgotten while the clock is in doubt.</param>
    public void Forget(string condition, bool timeIsRight)
    {
        if (!timeIsRight || health.Missing.Count == 0)
        {
            return;
        }

        foreach (var name in catalog.Read($"SELECT name FROM missing_files WHERE {condition}", r => r.GetString(0)))
        {
            catalog.Execute($"DELETE FROM missing_files WHERE name = {Sql.Text(name)}");
            health.MissNoLonger(name);
        }
    }

    private void PutAside(SealedFile file, FileCondition condition)
    {
        lock (_gate)
        {
            if (!state.Files.Contains(file))
            {
                // Another question found it first; or a merge took its place after this question began, and nothing says what it lacks.
                if (!health.Missing.Any(m => m.File == file.Name))
                {
                    throw new StoreException($"{file.Path} changed while it was read. Ask again.");
                }

                return;
            }

            var why = condition == FileCondition.Missing
                ? $"parquet/{file.Name} is not there. Put it back and run upshot fsck"
                : $"parquet/{file.Name} is not as it was sealed; {Moved(file)}. Put a whole copy back into parquet/ and run upshot fsck";
            state.Remove(file);
            health.Miss(RowsOf(file, why));
            log.LogError("{Rows} rows of {Signal} cannot be answered from: {Why}. Check the disk", file.Rows, file.Signal, why);
            TryWrite(() => catalog.Together(connection =>
            {
                ListedFiles.Change(connection, [file], []);
                Catalog.Execute(connection, $"INSERT INTO missing_files ({ListedFiles.Columns}, why, noticed_at) VALUES ({ListedFiles.ValuesOf(file)}, {Sql.Text(why)}, {time.GetUtcNow().ToUnixTimeMilliseconds()})");
            }));
        }
    }

    private string Moved(SealedFile file)
    {
        try
        {
            return $"it is in {Aside.Move(options, file.Path, Folder)} now";
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
        catch (Exception e) when (e is DuckDB.NET.Data.DuckDBException or IOException or LedgerException)
        {
            log.LogWarning("What is missing cannot be written down: {Reason}", e.Message);
        }
    }
}
