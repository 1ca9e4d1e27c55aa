using Microsoft.Extensions.Logging;
using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// A directory that can only be read, made usable for questions: a temporary one beside it that links to its sealed files and holds copies
/// of the few that an opened store changes. What is changed there goes away with it.
/// </summary>
internal sealed class ReadOnlyCopy : IDisposable
{
    private ReadOnlyCopy(string path) => Path = path;

    public string Path { get; }

    /// <summary>Whether nothing can be written into the directory: its mode or its mount says so.</summary>
    public static bool IsNeeded(string directory)
    {
        if (System.IO.Directory.Exists(System.IO.Path.Combine(directory, "lock")))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException e)
        {
            const int readOnlyFileSystem = 30;
            return e.HResult == readOnlyFileSystem;
        }
    }

    /// <exception cref="StoreException">A server that can write it has it, or it cannot even be read.</exception>
    public static ReadOnlyCopy Make(string directory, ILogger log)
    {
        var copy = new ReadOnlyCopy(Directory.CreateTempSubdirectory("upshot-read-").FullName);
        try
        {
            using var held = HoldLock(directory);
            foreach (var folder in new[] { "parquet", "rollups" })
            {
                Each(directory, copy.Path, folder, (from, to) => File.CreateSymbolicLink(to, from));
            }

            foreach (var folder in new[] { "journal", "state", "" })
            {
                Each(directory, copy.Path, folder, (from, to) => File.Copy(from, to));
            }

            log.LogInformation("{Directory} can only be read: what questions need of it is in {Copy} while this runs", directory, copy.Path);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            copy.Dispose();
            throw new StoreException($"The data directory {directory} cannot be read: {e.Message}", e);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Each(string directory, string copy, string folder, Action<string, string> bring)
    {
        var from = System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, folder));
        if (!Directory.Exists(from))
        {
            return;
        }

        Directory.CreateDirectory(System.IO.Path.Combine(copy, folder));
        foreach (var path in Directory.GetFiles(from).Where(p => System.IO.Path.GetFileName(p) != "lock" && FileIdentity.Of(p) is { IsFile: true }))
        {
            var to = System.IO.Path.Combine(copy, folder, System.IO.Path.GetFileName(path));
            bring(path, to);
            if (new FileInfo(to).LinkTarget is null && !OperatingSystem.IsWindows())
            {
                // The copy of a file that may only be read is read-only too.
                File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    /// <summary>Null: there is no lock to hold.</summary>
    private static FileStream? HoldLock(string directory)
    {
        var path = System.IO.Path.Combine(directory, "lock");
        try
        {
            return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
        }
        catch (UnauthorizedAccessException)
        {
            // A lock of another account that nobody else may read.
            return null;
        }
        catch (IOException e)
        {
            throw new StoreException($"The data directory {directory} is in use by another process. Ask the running server with --server.", e);
        }
    }
}
