using System.Buffers.Binary;
using System.IO.Hashing;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>XXH128 (seed 0) of a whole file: what the catalog keeps to tell that the disk gives back what was sealed.</summary>
internal static class Checksum
{
    private const int Window = 1 << 20;

    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static UInt128 OfFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var hash = new XxHash128();
        var window = new byte[Window];
        long at = 0;
        while (RandomAccess.Read(file, window, at) is var read and > 0)
        {
            hash.Append(window.AsSpan(0, read));
            at += read;
        }

        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>As DuckDB writes a UUID: the 32 hex digits with their dashes.</summary>
    public static string ToUuid(UInt128 hash) => Guid.ParseExact(hash.ToString("x32"), "N").ToString("D");

    /// <summary>Of a UUID as the driver reads it: its digits in their order are the hash.</summary>
    public static UInt128 FromUuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
