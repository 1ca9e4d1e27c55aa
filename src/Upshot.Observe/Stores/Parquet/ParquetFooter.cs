using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>
/// The footer of a Parquet file (https://parquet.apache.org/docs/file-format/metadata/) and its key-value metadata: Thrift's compact
/// protocol, then its length in four bytes, then <c>PAR1</c>. A start reads the footers of many files, for which a database is slow.
/// </summary>
internal static class ParquetFooter
{
    private const int Tail = 8, MostBytes = 256 << 20;
    private const int KeyValueMetadata = 5, Key = 1, Value = 2;
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The first value of a key; null: there is none, or the footer is damaged.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? ValueOf(string path, string key)
    {
        try
        {
            // A pipe has no length, and nobody waits here for what may come through it.
            if (new FileInfo(path) is not { Exists: true, Length: > Tail + 4 })
            {
                return null;
            }

            using var file = File.OpenHandle(path);
            return Bytes(file) is { } footer ? Find(new(footer), key) : null;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Its bytes; null: the file does not end as a Parquet file does.</summary>
    public static byte[]? Bytes(SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[Tail];
        if (size < Tail || !ReadAll(file, tail, size - Tail) || !tail[4..].SequenceEqual("PAR1"u8)
            || BinaryPrimitives.ReadInt32LittleEndian(tail) is not (> 0 and <= MostBytes and var length) || length > size - Tail - 4)
        {
            return null;
        }

        var footer = new byte[length];
        return ReadAll(file, footer, size - Tail - length) ? footer : null;
    }

    /// <summary>False where the file ends before.</summary>
    public static bool ReadAll(SafeFileHandle file, Span<byte> into, long from)
    {
        for (var done = 0; done < into.Length;)
        {
            var read = RandomAccess.Read(file, into[done..], from + done);
            if (read == 0)
            {
                return false;
            }

            done += read;
        }

        return true;
    }

    /// <summary>Walks the whole of it, so that a footer whose end is damaged says nothing.</summary>
    private static string? Find(CompactReader metadata, string key)
    {
        string? found = null;
        for (var field = 0; metadata.Field(ref field, out var type);)
        {
            if (field != KeyValueMetadata || type != CompactReader.List)
            {
                metadata.Skip(type);
                continue;
            }

            for (var left = metadata.ListOf(CompactReader.Struct); left > 0; left--)
            {
                string? name = null, value = null;
                for (var part = 0; metadata.Field(ref part, out var partType);)
                {
                    if (partType != CompactReader.Binary || part is not (Key or Value))
                    {
                        metadata.Skip(partType);
                    }
                    else if (part == Key)
                    {
                        name = s_utf8.GetString(metadata.Bytes());
                    }
                    else
                    {
                        // Other writers' values may be any bytes.
                        var bytes = metadata.Bytes();
                        value = name == key ? s_utf8.GetString(bytes) : null;
                    }
                }

                found ??= name == key ? value : null;
            }
        }

        return found;
    }
}
