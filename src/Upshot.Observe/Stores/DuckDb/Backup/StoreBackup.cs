using System.Formats.Tar;
using System.Text.Json;

namespace Upshot.Observe.Stores.DuckDb.Backup;

/// <summary>
/// A store as it was at one moment, held until it is written out: sealed files, which do not change; what stood beside the
/// catalog for it; the journals of what was not sealed; operational state. The catalog itself is not part of it: a start makes it
/// from these, as after a loss.
/// </summary>
public sealed class StoreBackup : IDisposable
{
    public const string ContentsName = "backup.json";
    private readonly Snapshot _snapshot;
    private readonly IReadOnlyList<(string Path, FileStream Stream)> _open;
    private readonly byte[] _state;

    internal StoreBackup(string store, DateTimeOffset at, Snapshot snapshot, IReadOnlyList<(string Path, FileStream Stream)> open, byte[] state)
    {
        (_snapshot, _open, _state) = (snapshot, open, state);
        Contents = new(store, at,
        [
            .. snapshot.Files.Select(f => new BackupFile($"parquet/{f.Name}", f.Bytes)),
            .. open.Select(f => new BackupFile(f.Path, f.Stream.Length)),
            .. Journals.Select(j => new BackupFile(j.Path, j.Length)),
            new("state.db", state.Length),
        ]);
    }

    public BackupContents Contents { get; }

    private IEnumerable<(string Path, long Length, IReadOnlyList<JournalEntry> Entries)> Journals => _snapshot.Segments
        .Select(g => (g.Segment.Number, Entries: g.Segment.Entries(g.Entries)))
        .Where(g => g.Entries.Count > 0)
        .Select(g => ($"journal/{g.Number:D10}.journal", g.Entries.Sum(e => (long)Journal.HeaderLength + e.Body.Length), g.Entries));

    /// <summary>Takes rollup files together with the snapshot: those of exactly the segments that are sealed in it.</summary>
    internal static StoreBackup Take(StoreOptions options, StoreState state, RollupFiles rollups, State.OperationalState operational, TimeProvider time) => rollups.Held(() =>
    {
        var snapshot = state.Take();
        var open = new List<(string, FileStream)>();
        try
        {
            var at = time.GetUtcNow();
            foreach (var file in RollupFiles.Present(RollupFiles.Read(RollupFiles.FolderOf(options)).Where(f => f.Metadata.Covers.Last < snapshot.FirstUnsealed)))
            {
                // Open, it stays readable when maintenance merges it away.
                open.Add(($"rollups/{Path.GetFileName(file.Path)}", new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
            }

            return new StoreBackup(rollups.Store, at, snapshot, open, operational.Bytes());
        }
        catch
        {
            open.ForEach(f => f.Item2.Dispose());
            snapshot.Dispose();
            throw;
        }
    });

    /// <summary>Writes a tar of what the other side does not have, its contents last: without them it is not whole.</summary>
    /// <param name="have">Files of sealed data that need not be sent; a sealed file's name and length say what is in it.</param>
    public async Task WriteAsync(Stream output, IReadOnlyCollection<BackupFile> have, CancellationToken cancellation)
    {
        var known = have.ToHashSet();
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var file in _snapshot.Files.Where(f => !known.Contains(new($"parquet/{f.Name}", f.Bytes))))
        {
            await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await Add(tar, $"parquet/{file.Name}", stream, cancellation);
        }

        foreach (var (path, stream) in _open.Where(f => !known.Contains(new(f.Path, f.Stream.Length))))
        {
            await Add(tar, path, stream, cancellation);
        }

        foreach (var (path, _, entries) in Journals)
        {
            await using var stream = new JournalStream(entries);
            await Add(tar, path, stream, cancellation);
        }

        await Add(tar, "state.db", new MemoryStream(_state), cancellation);
        await Add(tar, ContentsName, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(Contents, BackupFolder.Json)), cancellation);
    }

    public void Dispose()
    {
        foreach (var (_, stream) in _open)
        {
            stream.Dispose();
        }

        _snapshot.Dispose();
    }

    private static Task Add(TarWriter tar, string path, Stream content, CancellationToken cancellation) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellation);
}
