using System.Buffers;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Small numbers as runs of one number and as packed bits, whichever is shorter. Source: Parquet, "Run Length Encoding / Bit-Packing Hybrid".</summary>
internal static class HybridRuns
{
    /// <summary>A run of one number costs up to four bytes, and packed bits before it must be whole groups of eight.</summary>
    private const int Group = 8;

    /// <summary>Equal bytes of eight levels each from which on a run is shorter than bits.</summary>
    private const int SameBytes = 4;

    public static void Codes(ReadOnlySpan<int> codes, int width, ArrayBufferWriter<byte> output)
    {
        int packedFrom = 0, at = 0;
        while (at < codes.Length)
        {
            var end = at + 1;
            var code = codes[at];
            while (end < codes.Length && codes[end] == code)
            {
                end++;
            }

            var toWholeGroup = -(at - packedFrom) & (Group - 1);
            if (end - at - toWholeGroup >= Group)
            {
                Packed(codes[packedFrom..(at + toWholeGroup)], width, output);
                Run(end - at - toWholeGroup, (uint)code, (width + 7) / 8, output);
                packedFrom = end;
            }

            at = end;
        }

        Packed(codes[packedFrom..], width, output);
    }

    /// <summary>Definition levels of a column that may be null: 1 where there is a value.</summary>
    public static void Levels(Validity validity, int rows, ArrayBufferWriter<byte> output)
    {
        if (validity.Count == rows || validity.Count == 0)
        {
            Run(rows, validity.Count == rows ? 1u : 0u, 1, output);
            return;
        }

        var bytes = validity.Bytes[..((rows + 7) / 8)];
        var whole = rows / 8;
        int packedFrom = 0, at = 0;
        while (at < whole)
        {
            var end = at + 1;
            if (bytes[at] is 0 or 0xFF)
            {
                while (end < whole && bytes[end] == bytes[at])
                {
                    end++;
                }

                if (end - at >= SameBytes)
                {
                    Bits(bytes[packedFrom..at], output);
                    Run((end - at) * 8, bytes[at] & 1u, 1, output);
                    packedFrom = end;
                }
            }

            at = end;
        }

        Bits(bytes[packedFrom..], output);
    }

    private static void Run(int count, uint value, int valueBytes, ArrayBufferWriter<byte> output)
    {
        Varints.Write((ulong)count << 1, output);
        var room = output.GetSpan(valueBytes);
        for (var i = 0; i < valueBytes; i++)
        {
            room[i] = (byte)(value >> (8 * i));
        }

        output.Advance(valueBytes);
    }

    private static void Packed(ReadOnlySpan<int> codes, int width, ArrayBufferWriter<byte> output)
    {
        if (codes.Length > 0)
        {
            Varints.Write(((ulong)(codes.Length + Group - 1) / Group << 1) | 1, output);
            BitPacking.Write(codes, width, output);
        }
    }

    private static void Bits(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> output)
    {
        if (bytes.Length > 0)
        {
            Varints.Write(((ulong)bytes.Length << 1) | 1, output);
            output.Write(bytes);
        }
    }
}
