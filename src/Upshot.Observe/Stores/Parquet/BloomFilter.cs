using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Which values a column does not have in a row group, one in a hundred taken wrongly: blocks of 256 bits, one bit in each of their eight words. Source: Parquet, "Bloom Filter".</summary>
internal sealed class BloomFilter
{
    private const int BlockBytes = 32;

    /// <summary>Of one value's share of a word, for one wrong in a hundred with eight probes: −1 / ln(1 − 0.01^(1/8)).</summary>
    private const double BytesPerValue = 1.21;

    private static readonly uint[] s_salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];
    private readonly byte[] _blocks;

    public BloomFilter(int values) => _blocks = new byte[Math.Max(BlockBytes, (int)BitOperations.RoundUpToPowerOf2((uint)(values * BytesPerValue)))];

    /// <summary>A value as it stands in a plain page, without the length of a text.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        var hash = XxHash64.HashToUInt64(value);
        var block = (int)(((hash >> 32) * (ulong)(_blocks.Length / BlockBytes)) >> 32);
        for (var word = 0; word < s_salts.Length; word++)
        {
            var place = _blocks.AsSpan((block * BlockBytes) + (word * sizeof(uint)));
            var bit = 1u << (int)(unchecked((uint)hash * s_salts[word]) >> 27);
            BinaryPrimitives.WriteUInt32LittleEndian(place, BinaryPrimitives.ReadUInt32LittleEndian(place) | bit);
        }
    }

    public void Write(ArrayBufferWriter<byte> output)
    {
        var header = new CompactWriter(output);
        header.Int(1, _blocks.Length);

        // Algorithm: split blocks. Hash: XXH64 without a seed. Compression: none.
        for (short field = 2; field <= 4; field++)
        {
            header.BeginStruct(field);
            header.Empty(1);
            header.EndStruct();
        }

        header.End();
        output.Write(_blocks);
    }
}
