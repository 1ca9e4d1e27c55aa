using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <summary>
/// Whether every block of a catalog has the checksum that DuckDB gave it. It is what DuckDB looks at too when it reads a block, without opening one, decoding it and
/// keeping it in memory: a start then costs what reading the file does, however many counts are in it.
/// </summary>
/// <remarks>
/// Three headers of 4 KiB, then blocks whose number and size the headers have; each begins with a checksum of the rest: its words of 8 bytes, each multiplied, by exclusive or
/// (<c>storage_info.hpp</c>, <c>single_file_block_manager.cpp</c>, <c>checksum.cpp</c> of DuckDB 1.5). A file of another form, or with a free block that was never written, is not whole by this:
/// then DuckDB itself has to say.
/// </remarks>
internal static class CatalogBlocks
{
    private const int HeaderSize = 4096, Headers = 3, IterationAt = 8, CountAt = 32, SizeAt = 40, ChecksumSize = 8, LargestBlock = 1 << 20;

    /// <summary>Before DuckDB opens the file: who closes a file gives up all locks that his process has on it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool AreWhole(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var headers = new byte[HeaderSize * Headers];
        if (RandomAccess.Read(file, headers, 0) != headers.Length || !IsWhole(Header(0)) || !IsWhole(Header(1)) || !IsWhole(Header(2)))
        {
            return false;
        }

        // The two last headers take turns: the later one counts.
        var latest = Field(1, IterationAt) > Field(2, IterationAt) ? 1 : 2;
        var (blocks, size) = (Field(latest, CountAt), Field(latest, SizeAt));
        if (size is < HeaderSize or > LargestBlock || size % ChecksumSize != 0)
        {
            return false;
        }

        var block = new byte[size];
        long at = headers.Length;
        for (; blocks > 0; blocks--, at += block.Length)
        {
            if (RandomAccess.Read(file, block, at) != block.Length || !IsWhole(block))
            {
                return false;
            }
        }

        return true;

        ReadOnlySpan<byte> Header(int number) => headers.AsSpan(number * HeaderSize, HeaderSize);

        ulong Field(int header, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Header(header)[offset..]);
    }

    private static bool IsWhole(ReadOnlySpan<byte> block)
    {
        var sum = 5381UL;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(block[ChecksumSize..]))
        {
            sum ^= word * 0xbf58476d1ce4e5b9UL;
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(block) == sum;
    }
}
