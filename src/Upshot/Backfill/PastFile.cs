using System.IO.Compression;
using Upshot.Decide;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb.Backfill;

namespace Upshot.Backfill;

/// <summary>A file of telemetry, whatever its format: it is told by its first bytes, not by its name.</summary>
internal static class PastFile
{
    private const int SpansAtOnce = 5_000;

    /// <summary>Its requests, one after the other; what cannot be read is added to <paramref name="problems"/>.</summary>
    public static IEnumerable<PastRequest> Read(string path, List<FileProblem> problems)
    {
        var start = Start(path);
        if (start.Length == 0)
        {
            problems.Add(new($"{path}:1:1", "The file is empty.", "Give a file with telemetry."));
            return [];
        }

        if (start.AsSpan().StartsWith("PAR1"u8))
        {
            return Parquet(path, problems);
        }

        if (start is [0x28, 0xB5, 0x2F, 0xFD, ..])
        {
            problems.Add(new(path, "The file is compressed with Zstandard.", "Unpack it first: zstd -d."));
            return [];
        }

        return start.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{' or (byte)'[', ..]
            ? Json(path, problems)
            : Others(path, start.Contains((byte)0) || IsBinary(start), problems);
    }

    private static IEnumerable<PastRequest> Json(string path, List<FileProblem> problems)
    {
        using var stream = Open(path);
        foreach (var request in new JsonRequests(path, problems).Read(stream))
        {
            yield return request;
        }
    }

    private static IEnumerable<PastRequest> Others(string path, bool isBinary, List<FileProblem> problems)
    {
        using var stream = Open(path);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return isBinary ? ProtobufRequests.Read(whole.ToArray(), path, null, problems) : TableSpans.Read(whole.ToArray(), path, problems);
    }

    private static IEnumerable<PastRequest> Parquet(string path, List<FileProblem> problems)
    {
        var number = 0;
        using var requests = ParquetSpans.Read(path, SpansAtOnce).GetEnumerator();
        while (true)
        {
            try
            {
                if (!requests.MoveNext())
                {
                    break;
                }
            }
            catch (StoreException e)
            {
                problems.Add(new(path, e.Message, "Only Upshot's own layout of spans can be read."));
                break;
            }

            yield return new(TelemetrySignal.Traces, false, requests.Current, $"{path}: span {(number++ * SpansAtOnce) + 1}", []);
        }
    }

    private static byte[] Start(string path)
    {
        using var stream = Open(path);
        var start = new byte[512];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    // The first bytes of protobuf are a tag and a length, of its frames a length: neither is text.
    private static bool IsBinary(byte[] start) => start.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0 || start[0] == 0x0A;

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
