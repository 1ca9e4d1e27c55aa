using System.Formats.Tar;
using System.Text.Json;
using Upshot.Observe.Stores.Journals;

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
    private readonly IReadOnlyList<(BackupFile File, string Path)> _sealed;
    private readonly IReadOnlyList<(BackupFile File, FileStream Stream)> _open;
    private readonly byte[] _state;

    private StoreBackup(string store, DateTimeOffset at, Snapshot snapshot, IReadOnlyList<SealedFile> files, IReadOnlyList<(BackupFile File, FileStream Stream)> open, IReadOnlyList<BackupFile> missing, byte[] state)
    {
        (_snapshot, _open, _state) = (snapshot, open, state);
        _sealed = [.. files.Select(f => (new BackupFile($"parquet/{f.Name}", f.Bytes, Hex(f.Hash ?? Checksum.OfFile(f.Path))), f.Path))];
        Contents = new(store, at,
        [
            .. _sealed.Select(f => f.File),
            .. open.Select(f => f.File),
            .. Journals.Select(j => new BackupFile(j.Path, j.Length)),
            new("state.db", state.Length, Hex(State.StateCopies.HashOf(state))),
        ], missing);
    }

    public BackupContents Contents { get; }

    private IEnumerable<(string Path, long Length, IReadOnlyList<JournalEntry> Entries)> Journals => _snapshot.Segments
        .Select(g => (g.Segment.Number, Entries: g.Segment.Entries(g.Entries)))
        .Where(g => g.Entries.Count > 0)
        .Select(g => ($"journal/{g.Number:D10}.journal", g.Entries.Sum(e => (long)Journal.HeaderLength + e.Body.Length), g.Entries));

    /// <summary>Takes rollup files together with the snapshot: those of exactly the segments that are sealed in it. Called while no file is merged or dropped.</summary>
    internal static StoreBackup Take(StoreOptions options, StoreState state, RollupFiles rollups, MissingFiles missing, State.OperationalState operational, TimeProvider time)
    {
        var snapshot = state.Take();
        var open = new List<(BackupFile File, FileStream Stream)>();
        try
        {
            var at = time.GetUtcNow();

            // A damaged file is put aside here, before what is missing is read.
            var whole = snapshot.WholeFiles();
            foreach (var file in RollupFiles.Present(RollupFiles.Read(RollupFiles.FolderOf(options)).Where(f => f.Metadata.Covers.Last < snapshot.FirstUnsealed)))
            {
                // Open, it stays readable when maintenance merges it away.
                var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                open.Add((new($"rollups/{Path.GetFileName(file.Path)}", stream.Length, Hex(file.Hash)), stream));
            }

            return new StoreBackup(rollups.Store, at, snapshot, whole, open, missing.SealedFiles(), operational.Bytes());
        }
        catch
        {
            open.ForEach(f => f.Stream.Dispose());
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Writes a tar of what the other side does not have, its contents last: without them it is not whole.</summary>
    /// <param name="have">Files of sealed data that need not be sent: those of the same name, length and checksum.</param>
    public async Task WriteAsync(Stream output, IReadOnlyCollection<BackupFile> have, CancellationToken cancellation)
    {
        var known = have.ToHashSet();
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var (file, path) in _sealed.Where(f => !known.Contains(f.File)))
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await Add(tar, file.Path, stream, cancellation);
        }

        foreach (var (file, stream) in _open.Where(f => !known.Contains(f.File)))
        {
            await Add(tar, file.Path, stream, cancellation);
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

    private static string Hex(UInt128 hash) => hash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    private static Task Add(TarWriter tar, string path, Stream content, CancellationToken cancellation) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellation);
}
