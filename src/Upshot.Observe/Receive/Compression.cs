using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Upshot.Observe.Receive;

/// <summary>How a body may be compressed on its way.</summary>
internal enum Compression
{
    None,
    Gzip,
    Zstd,
    Deflate,
}

internal static class Compressions
{
    /// <summary>As headers name them.</summary>
    public const string Spoken = "gzip, zstd, deflate";

    // RFC 8878 asks decoders for 8 MiB; more would be memory that a stranger chooses.
    private const int WindowLog = 23;

    /// <summary>Null: one that is not spoken, or several after each other.</summary>
    public static Compression? Parse(string header)
    {
        var found = Compression.None;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Compression? named = part.ToLowerInvariant() switch
            {
                "identity" => Compression.None,
                "gzip" or "x-gzip" => Compression.Gzip,
                "zstd" => Compression.Zstd,
                "deflate" => Compression.Deflate,
                _ => null,
            };
            if (named is not { } one || (found != Compression.None && one != Compression.None))
            {
                return null;
            }

            found = one == Compression.None ? found : one;
        }

        return found;
    }

    public static Stream Open(Compression compression, Stream compressed)
    {
        switch (compression)
        {
            case Compression.Zstd:
                var zstd = new DecompressionStream(compressed);
                zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
                return zstd;
            case Compression.Deflate:
                return new ZLibStream(compressed, CompressionMode.Decompress);
            default:
                return new GZipStream(compressed, CompressionMode.Decompress);
        }
    }
}
