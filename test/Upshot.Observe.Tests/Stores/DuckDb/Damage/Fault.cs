namespace Upshot.Observe.Tests.Stores.DuckDb.Damage;

/// <summary>What happens to a file between the last write and the next read.</summary>
public enum FaultKind
{
    Deleted,
    Emptied,
    Cut,
    Flipped,
}

/// <param name="File">Relative to the data directory.</param>
/// <param name="Where">A share of the file's length.</param>
/// <param name="Bit">Of the byte there.</param>
/// <param name="WhileOpen">Whether it happens after the first answers, or before the start.</param>
internal sealed record Fault(FaultKind Kind, string File, double Where, int Bit, bool WhileOpen)
{
    /// <summary>The same for the same number: every file in turn, each time by another kind, the rest by chance.</summary>
    public static Fault Of(int number, IReadOnlyList<string> files)
    {
        var chance = new Random(number);
        return new((FaultKind)(((number % files.Count) + (number / files.Count)) % 4), files[number % files.Count], chance.NextDouble(), chance.Next(8), chance.Next(3) == 0);
    }

    public void Do(string directory)
    {
        var path = Path.Combine(directory, File);
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            var at = (long)(stream.Length * Where);
            switch (Kind)
            {
                case FaultKind.Emptied:
                    stream.SetLength(0);
                    break;
                case FaultKind.Cut:
                    stream.SetLength(at);
                    break;
                case FaultKind.Flipped when stream.Length > 0:
                    stream.Position = at;
                    var value = stream.ReadByte();
                    stream.Position = at;
                    stream.WriteByte((byte)(value ^ (1 << Bit)));
                    break;
            }
        }

        if (Kind == FaultKind.Deleted)
        {
            System.IO.File.Delete(path);
        }
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File} {Kind} at {Where:0.####}, bit {Bit}, {(WhileOpen ? "while open" : "before the start")}");
}
