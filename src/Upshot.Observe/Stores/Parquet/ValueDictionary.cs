using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Gives each different number its code, in the order in which they first come.</summary>
/// <remarks>Ids are whatever strangers send: the hash has a secret, so that nobody can make ids that all meet in one place.</remarks>
internal sealed class ValueDictionary<T> where T : unmanaged, IEquatable<T>
{
    private static readonly ulong s_secret = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong s_factor = (ulong)Random.Shared.NextInt64() | (1UL << 63) | 1;

    /// <summary>By place the code plus one; 0: free.</summary>
    private int[] _places = new int[64];
    private T[] _values = new T[32];

    public int Count { get; private set; }

    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    public int CodeOf(T value)
    {
        var mask = _places.Length - 1;
        for (var place = Hash(value) & mask; ; place = (place + 1) & mask)
        {
            var code = _places[place] - 1;
            if (code < 0)
            {
                return Add(value, place);
            }

            if (_values[code].Equals(value))
            {
                return code;
            }
        }
    }

    public void Clear()
    {
        _places.AsSpan().Clear();
        Count = 0;
    }

    private int Add(T value, int place)
    {
        if (Count == _values.Length)
        {
            Grow();
            place = FreePlace(value);
        }

        _values[Count] = value;
        _places[place] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _values, _values.Length * 2);
        _places = new int[_places.Length * 2];
        for (var code = 0; code < Count; code++)
        {
            _places[FreePlace(_values[code])] = code + 1;
        }
    }

    private int FreePlace(T value)
    {
        var mask = _places.Length - 1;
        var place = Hash(value) & mask;
        while (_places[place] != 0)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private static int Hash(T value)
    {
        // Of 8 or of 16 bytes.
        var parts = MemoryMarshal.Cast<T, ulong>(MemoryMarshal.CreateReadOnlySpan(ref value, 1));
        var mixed = Mixed(parts[0]);
        return (int)(Unsafe.SizeOf<T>() > sizeof(ulong) ? Mixed(mixed ^ parts[^1]) : mixed);
    }

    private static ulong Mixed(ulong value)
    {
        var high = Math.BigMul(value ^ s_secret, s_factor, out var low);
        return high ^ low;
    }
}
