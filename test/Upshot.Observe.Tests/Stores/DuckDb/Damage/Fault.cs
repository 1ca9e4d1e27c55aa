using System.Globalization;

namespace Upshot.Observe.Tests.Stores.DuckDb.Damage;

/// <summary>What happens to a file between the last write and the next read.</summary>
public enum FaultKind
{
    Deleted,
    Emptied,
    Cut,
    Flipped,

    /// <summary>A folder stands in its place.</summary>
    Folder,

    /// <summary>A link that leads nowhere stands in its place.</summary>
    DanglingLink,

    /// <summary>It and another one changed places.</summary>
    Swapped,

    /// <summary>The same file of another data directory stands in its place.</summary>
    Foreign,

    /// <summary>An earlier copy of it was restored.</summary>
    Older,

    /// <summary>A file of another data directory was put beside it.</summary>
    Added,
}

/// <param name="File">Relative to the data directory.</param>
/// <param name="Where">A share of the file's length, or of the files to choose from.</param>
/// <param name="Bit">Of the byte there.</param>
/// <param name="WhileOpen">Whether it happens after the first answers, or before the start.</param>
internal sealed record Fault(FaultKind Kind, string File, double Where, int Bit, bool WhileOpen)
{
    private static readonly int s_kinds = Enum.GetValues<FaultKind>().Length;

    /// <summary>The same for the same number: every file in turn, each time by another kind, the rest by chance.</summary>
    public static Fault Of(int number, IReadOnlyList<string> files)
    {
        var chance = new Random(number);
        var (file, where, bit, whileOpen) = (files[number % files.Count], chance.NextDouble(), chance.Next(8), chance.Next(3) == 0);

        // Nobody can write into a lock that is held; it is empty at all times.
        return new((FaultKind)(((number % files.Count) + (number / files.Count)) % s_kinds), file, where, bit, whileOpen && file != "lock");
    }

    public void Do(string directory, DamageSources sources)
    {
        var path = Path.Combine(directory, File);
        switch (Kind)
        {
            case FaultKind.Deleted:
                System.IO.File.Delete(path);
                break;
            case FaultKind.Emptied:
                Write(path, stream => stream.SetLength(0));
                break;
            case FaultKind.Cut:
                Write(path, stream => stream.SetLength((long)(stream.Length * Where)));
                break;
            case FaultKind.Flipped:
                Write(path, Flip);
                break;
            case FaultKind.Folder:
                System.IO.File.Delete(path);
                Directory.CreateDirectory(path);
                System.IO.File.WriteAllText(Path.Combine(path, "within"), "mine");
                break;
            case FaultKind.DanglingLink:
                System.IO.File.Delete(path);
                System.IO.File.CreateSymbolicLink(path, Path.Combine(directory, "nowhere", "at all"));
                break;
            case FaultKind.Swapped:
                Swap(path, Choose([.. Directory.GetFiles(Path.GetDirectoryName(path)!).Where(p => p != path).Order(StringComparer.Ordinal)]));
                break;
            case FaultKind.Foreign:
                Replace(path, sources.Alike(sources.Other, File));
                break;
            case FaultKind.Older:
                Replace(path, sources.Alike(sources.Older, File));
                break;
            default:
                var added = Choose([.. Directory.GetFiles(sources.Other, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]);
                var place = Path.Combine(directory, Path.GetRelativePath(sources.Other, added!));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                if (!Path.Exists(place))
                {
                    System.IO.File.Copy(added!, place);
                }

                break;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File} {Kind} at {Where:0.####}, bit {Bit}, {(WhileOpen ? "while open" : "before the start")}");

    private void Flip(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return;
        }

        var at = (long)(stream.Length * Where);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ (1 << Bit)));
    }

    /// <summary>Null: there is nothing to choose from.</summary>
    private string? Choose(IReadOnlyList<string> paths) => paths.Count == 0 ? null : paths[(int)(paths.Count * Where)];

    private static void Write(string path, Action<FileStream> change)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        change(stream);
    }

    private static void Swap(string path, string? other)
    {
        if (other is not null)
        {
            var aside = path + ".swapped";
            System.IO.File.Move(path, aside);
            System.IO.File.Move(other, path);
            System.IO.File.Move(aside, other);
        }
    }

    private static void Replace(string path, string? by)
    {
        if (by is not null)
        {
            System.IO.File.Copy(by, path + ".new");
            System.IO.File.Move(path + ".new", path, overwrite: true);
        }
    }
}

/// <summary>Where other files come from: folders that look like the damaged one.</summary>
/// <param name="Older">The same data directory, earlier.</param>
/// <param name="Other">Another data directory.</param>
internal sealed record DamageSources(string Older, string Other)
{
    /// <summary>The file of that name, or, where names hold hashes, the first that begins alike; null when there is none.</summary>
    public string? Alike(string folder, string file)
    {
        if (File.Exists(Path.Combine(folder, file)))
        {
            return Path.Combine(folder, file);
        }

        var (within, name) = (Path.Combine(folder, Path.GetDirectoryName(file)!), Path.GetFileName(file));
        return Directory.Exists(within) ? Directory.GetFiles(within, name.Split('-')[0] + "-*").Order(StringComparer.Ordinal).FirstOrDefault() : null;
    }
}
