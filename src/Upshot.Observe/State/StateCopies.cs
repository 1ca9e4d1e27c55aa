using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Upshot.Observe.Files;

namespace Upshot.Observe.State;

/// <param name="Path">Where the copy is.</param>
/// <param name="Changes">SQLite's change counter: a later copy has a larger one.</param>
internal sealed record StateCopy(string Path, UInt128 Hash, uint Changes);

/// <summary>
/// Whole copies of the operational state beside it, each named by the XXH128 of its bytes: a copy proves itself. They are
/// few and small, for a change of this state is rare.
/// </summary>
internal sealed class StateCopies(string folder)
{
    private const int Kept = 2, ChangeCounterAt = 24;

    public string Folder { get; } = folder;

    public static UInt128 HashOf(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes);

    /// <summary>How often a database was changed; it stands in the header of the file. Zero: no database.</summary>
    public static uint ChangesOf(ReadOnlySpan<byte> bytes) => bytes.Length < 100 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes[ChangeCounterAt..]);

    /// <summary>The latest copy whose bytes are as they were written; null when there is none.</summary>
    public StateCopy? Latest() => Whole().MaxBy(c => c.Changes);

    /// <summary>The paths of all whose bytes are as they were written.</summary>
    public IEnumerable<string> All() => Whole().Select(c => c.Path);

    public void Save(byte[] database)
    {
        var hash = HashOf(database);
        var path = System.IO.Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"state-{hash:x32}.db"));
        Directory.CreateDirectory(Folder);
        using (var file = File.OpenHandle(path + ".tmp", FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, database, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path + ".tmp", path, overwrite: true);
        Folders.Flush(Folder);
        foreach (var old in Whole().OrderByDescending(c => c.Path == path).ThenByDescending(c => c.Changes).Skip(Kept))
        {
            File.Delete(old.Path);
        }
    }

    /// <summary>Deletes every other copy, whole or not, once there is one of these bytes.</summary>
    public void KeepOnly(byte[] database)
    {
        var hash = HashOf(database);
        if (!Whole().Any(c => c.Hash == hash))
        {
            return;
        }

        foreach (var other in Directory.GetFiles(Folder).Where(p => System.IO.Path.GetFileName(p) != string.Create(CultureInfo.InvariantCulture, $"state-{hash:x32}.db")))
        {
            File.Delete(other);
        }
    }

    private IEnumerable<StateCopy> Whole()
    {
        if (!Directory.Exists(Folder))
        {
            yield break;
        }

        foreach (var path in Directory.GetFiles(Folder, "state-*.db"))
        {
            var bytes = File.ReadAllBytes(path);
            if (UInt128.TryParse(System.IO.Path.GetFileNameWithoutExtension(path)["state-".Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) && hash == HashOf(bytes))
            {
                yield return new(path, hash, ChangesOf(bytes));
            }
        }
    }
}
