using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb.Backup;

/// <summary>
/// The folder that a backup is kept in: a data directory without a catalog. A run collects what is new under <c>.incoming</c>, and
/// only when all of it is on the disk does it take its place; interrupted there, the next run or the next start goes on with it.
/// So the folder is always one whole backup, the last or the one before.
/// </summary>
public static partial class BackupFolder
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private const string Incoming = ".incoming";
    private static readonly string[] s_folders = ["parquet", "rollups", "journal"];

    /// <summary>What the folder has of sealed files, so that it need not be sent again.</summary>
    /// <exception cref="BackupException">The folder holds something else than a backup.</exception>
    public static IReadOnlyList<BackupFile> Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            OwnerOnly.Folder(folder);
            Finish(folder);
            if (Contents(folder) is not { } contents)
            {
                return !Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != Incoming)
                    ? []
                    : throw new BackupException($"{Path.GetFullPath(folder)} is not empty and holds no backup. Choose an empty folder, or one with an earlier backup.");
            }

            return File.Exists(Path.Combine(folder, "upshot.duckdb"))
                ? throw new BackupException($"{Path.GetFullPath(folder)} was opened by a server since it was made: it is a data directory of its own now. Choose another folder.")
                : [.. contents.Files.Where(f => f.Path.EndsWith(".parquet", StringComparison.Ordinal) && IsThere(f, Path.Combine(folder, f.Path)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{Path.GetFullPath(folder)} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Takes in what <see cref="StoreBackup.WriteAsync"/> wrote. Answers what the backup consists of now, and how much of it is new.</summary>
    /// <exception cref="BackupException">It is not whole, or of another directory; the folder is as it was.</exception>
    public static async Task<(BackupContents Contents, IReadOnlyList<BackupFile> New)> ReceiveAsync(string folder, Stream tar, CancellationToken cancellation)
    {
        var incoming = Path.Combine(folder, Incoming);
        try
        {
            if (Directory.Exists(incoming))
            {
                Directory.Delete(incoming, recursive: true);
            }

            var received = await ExtractAsync(incoming, tar, cancellation);
            if (!received.Remove(StoreBackup.ContentsName) || Parse(Path.Combine(incoming, StoreBackup.ContentsName + ".new")) is not { } contents)
            {
                throw new BackupException("What the server sent ended before it was whole. The backup is as it was; run it again.");
            }

            if (Contents(folder) is { } before && before.Store != contents.Store)
            {
                throw new BackupException($"{Path.GetFullPath(folder)} holds a backup of another data directory. Choose another folder.");
            }

            foreach (var file in contents.Files)
            {
                var at = Path.Combine(received.Contains(file.Path) ? incoming : folder, file.Path);
                if (!IsName(file.Path) || !IsThere(file, at))
                {
                    throw new BackupException($"{file.Path} did not arrive as it was. The backup is as it was; run it again.");
                }
            }

            if (Kept(folder, contents) is { Count: > 0 } kept)
            {
                contents = contents with { Files = [.. contents.Files, .. kept] };
                Write(Path.Combine(incoming, StoreBackup.ContentsName + ".new"), contents);
            }

            foreach (var part in s_folders.Select(f => Path.Combine(incoming, f)).Where(Directory.Exists).Append(incoming))
            {
                Folders.Flush(part);
            }

            // From here on it is the backup.
            File.Move(Path.Combine(incoming, StoreBackup.ContentsName + ".new"), Path.Combine(incoming, StoreBackup.ContentsName));
            Folders.Flush(incoming);
            Finish(folder);
            return (contents, [.. contents.Files.Where(f => received.Contains(f.Path))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BackupException($"The backup could not be written to {Path.GetFullPath(folder)}: {e.Message} It is as it was.", e);
        }
    }

    /// <summary>Puts in place what has arrived as a whole; does nothing when nothing has.</summary>
    public static void Finish(string folder)
    {
        var incoming = Path.Combine(folder, Incoming);
        if (Parse(Path.Combine(incoming, StoreBackup.ContentsName)) is not { } contents)
        {
            return;
        }

        foreach (var file in contents.Files.Where(f => IsName(f.Path) && File.Exists(Path.Combine(incoming, f.Path))))
        {
            var place = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(Path.Combine(incoming, file.Path), place, overwrite: true);
        }

        // Sealed or merged since, or dropped: other files have their rows, or nobody needs them.
        var listed = contents.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var part in s_folders.Where(f => Directory.Exists(Path.Combine(folder, f))))
        {
            foreach (var path in Directory.GetFiles(Path.Combine(folder, part)).Where(p => $"{part}/{Path.GetFileName(p)}" is var name && IsName(name) && !listed.Contains(name)))
            {
                File.Delete(path);
            }

            Folders.Flush(Path.Combine(folder, part));
        }

        Folders.Flush(folder);
        File.Move(Path.Combine(incoming, StoreBackup.ContentsName), Path.Combine(folder, StoreBackup.ContentsName), overwrite: true);
        Folders.Flush(folder);
        Directory.Delete(incoming, recursive: true);
    }

    private static async Task<HashSet<string>> ExtractAsync(string incoming, Stream stream, CancellationToken cancellation)
    {
        Directory.CreateDirectory(incoming);
        OwnerOnly.Folder(incoming);
        var received = new HashSet<string>(StringComparer.Ordinal);
        await using var tar = new TarReader(stream, leaveOpen: true);
        while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (entry.EntryType != TarEntryType.RegularFile || !(IsName(entry.Name) || entry.Name == StoreBackup.ContentsName))
            {
                throw new BackupException($"The server sent \"{entry.Name}\", which is no part of a backup.");
            }

            var path = Path.Combine(incoming, entry.Name == StoreBackup.ContentsName ? entry.Name + ".new" : entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(file, cancellation);
            }

            file.Flush(flushToDisk: true);
            received.Add(entry.Name);
        }

        return received;
    }

    /// <summary>What the directory has lost since the backup before: its copy here may be the only one.</summary>
    private static List<BackupFile> Kept(string folder, BackupContents contents) =>
        [.. (contents.Missing ?? []).Where(f => IsName(f.Path) && f.Hash is not null && !contents.Files.Any(c => c.Path == f.Path) && IsThere(f, Path.Combine(folder, f.Path)))];

    private static bool IsThere(BackupFile file, string path) =>
        new FileInfo(path) is { Exists: true } there && there.Length == file.Length
        && (file.Hash is null || Checksum.OfFile(path).ToString("x32", CultureInfo.InvariantCulture) == file.Hash);

    private static void Write(string path, BackupContents contents)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        JsonSerializer.Serialize(file, contents, Json);
        file.Flush(flushToDisk: true);
    }

    private static BackupContents? Contents(string folder) => Parse(Path.Combine(folder, StoreBackup.ContentsName));

    private static BackupContents? Parse(string path)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<BackupContents>(File.ReadAllBytes(path), Json) is { Store: not null, Files: not null } contents ? contents : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsName(string path) => Name().IsMatch(path);

    [GeneratedRegex(@"^((parquet|rollups)/[a-z_]+-[0-9a-f-]+\.parquet|journal/[0-9]+\.journal|state\.db)\z")]
    private static partial Regex Name();
}
