using System.Text;

namespace Upshot.Observe.Policy;

/// <summary>What is known of some names, by their bytes; most names are known to be none of them by their length alone.</summary>
internal sealed class NameTable<T>
{
    private const int Lengths = 64;
    private readonly (byte[] Name, T Value)[]?[] _byLength = new (byte[], T)[]?[Lengths + 1];

    public NameTable(IEnumerable<KeyValuePair<string, T>> names)
    {
        foreach (var group in names.Select(n => (Name: Encoding.UTF8.GetBytes(n.Key), n.Value)).GroupBy(n => Math.Min(n.Name.Length, Lengths)))
        {
            _byLength[group.Key] = [.. group];
        }
    }

    public bool TryFind(ReadOnlySpan<byte> name, out T value)
    {
        if (_byLength[Math.Min(name.Length, Lengths)] is { } candidates)
        {
            foreach (var candidate in candidates)
            {
                if (name.SequenceEqual(candidate.Name))
                {
                    value = candidate.Value;
                    return true;
                }
            }
        }

        value = default!;
        return false;
    }
}
