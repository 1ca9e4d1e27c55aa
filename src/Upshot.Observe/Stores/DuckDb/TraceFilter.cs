using System.Numerics;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Which traces a file may hold spans of: a Bloom filter over their ids, sixteen bits a trace. A trace is looked for in the files
/// that may have it, one in a thousand of the others, and no footer of the rest is read.
/// </summary>
internal sealed class TraceFilter(byte[] bits)
{
    private const int BitsPerTrace = 16, Probes = 7;

    /// <summary>As the catalog keeps it.</summary>
    public byte[] Bits { get; } = bits;

    public static TraceFilter Of(IReadOnlyCollection<Guid> traces)
    {
        var filter = new TraceFilter(new byte[Math.Max(8, ((traces.Count * BitsPerTrace) + 7) / 8)]);
        foreach (var trace in traces)
        {
            foreach (var bit in filter.BitsOf(trace))
            {
                filter.Bits[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }

        return filter;
    }

    public bool MayHave(Guid trace)
    {
        foreach (var bit in BitsOf(trace))
        {
            if ((Bits[bit >> 3] & (1 << (bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private ProbeBits BitsOf(Guid trace)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref trace, 1));

        // Not every sender's ids are random in all their bits: the multipliers of SplitMix64 spread what there is.
        var first = Mixed(halves[0] ^ BitOperations.RotateLeft(halves[1], 32));
        return new(first, Mixed(first ^ halves[1]) | 1, (ulong)Bits.Length * 8);
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    /// <summary>Enumerates the bits of one id by double hashing.</summary>
    private struct ProbeBits(ulong position, ulong step, ulong size)
    {
        private int _left = Probes;

        public int Current { get; private set; }

        public readonly ProbeBits GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left-- == 0)
            {
                return false;
            }

            Current = (int)(position % size);
            position += step;
            return true;
        }
    }
}
