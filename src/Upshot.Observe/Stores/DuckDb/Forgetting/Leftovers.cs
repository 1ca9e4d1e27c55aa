namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>All files of a data directory on which no process works, looked through for a subject.</summary>
internal static class Leftovers
{
    private const int Chunk = 1 << 20;

    /// <summary>What no answer needs: put aside, spilled, or half written.</summary>
    private static readonly string[] s_notNeeded = ["lost+found", "damaged", "tmp", ".incoming"];

    /// <summary>Whether the bytes of a file have it.</summary>
    public static bool IsIn(string path, Subject subject)
    {
        if (subject.Texts.Count == 0)
        {
            return false;
        }

        var overlap = subject.Texts.Max(System.Text.Encoding.UTF8.GetByteCount) - 1;
        var buffer = new byte[Chunk + overlap];
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var kept = 0;
        while (true)
        {
            var read = file.Read(buffer, kept, Chunk);
            if (read == 0)
            {
                return false;
            }

            if (subject.IsIn(buffer.AsSpan(0, kept + read)))
            {
                return true;
            }

            var next = Math.Min(overlap, kept + read);
            buffer.AsSpan(kept + read - next, next).CopyTo(buffer);
            kept = next;
        }
    }

    /// <summary>Deletes files that nothing needs and that have it; names those in which it still is, or that cannot be looked into.</summary>
    public static (IReadOnlyList<string> Deleted, IReadOnlyList<string> Left) Clear(string directory, Subject subject)
    {
        using var look = new ParquetLook(subject);
        var (deleted, left) = (new List<string>(), new List<string>());
        foreach (var path in Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(directory, path);
            var isNeeded = !s_notNeeded.Contains(name.Split(Path.DirectorySeparatorChar)[0]) && !name.EndsWith(".tmp", StringComparison.Ordinal);

            // A catalog that was put aside holds its texts compressed, where nobody can say what they are; all of it is kept beside the present one.
            var isOldCatalog = !isNeeded && Path.GetFileName(path).StartsWith("upshot.duckdb", StringComparison.Ordinal);
            if (!isOldCatalog && Has(path, subject, look, out var isReadable) is var has && !has && isReadable)
            {
                continue;
            }

            if (isOldCatalog || (!isNeeded && Has(path, subject, look, out _)))
            {
                File.Delete(path);
                deleted.Add(name);
            }
            else
            {
                left.Add(name);
            }
        }

        return (deleted, left);
    }

    private static bool Has(string path, Subject subject, ParquetLook look, out bool isReadable)
    {
        isReadable = true;
        if (path.EndsWith(".parquet", StringComparison.Ordinal) || Path.GetFileName(path).Contains(".parquet.", StringComparison.Ordinal))
        {
            if (look.In(path) is { } found)
            {
                return found.Removed + found.Changed > 0;
            }

            isReadable = false;
        }

        return IsIn(path, subject);
    }
}
