using System.Buffers.Binary;
using System.IO.Hashing;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>Inflates a body; what comes out is counted while it comes, so a bomb ends at the limit.</summary>
internal static class Inflation
{
    private const int Step = 64 << 10;

    // RFC 1952: the shortest header, and CRC-32 and length at the end.
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;

    /// <summary>Takes <paramref name="compressed"/> over, whatever the outcome.</summary>
    public static Arrived Inflate(RequestBuffer compressed, Compression compression, ReceiverLimits limits, Admission.Admitted share)
    {
        var body = new RequestBuffer(Step);
        try
        {
            using var inflated = Compressions.Open(compression, AsStream(compressed));
            while (true)
            {
                // One byte beyond the limit is enough to know.
                var room = body.Room(Step).Span;
                var count = inflated.Read(room[..Math.Min(room.Length, limits.MaxBodyBytes + 1 - body.Length)]);
                if (count == 0)
                {
                    break;
                }

                body.Advance(count);
                if (body.Length > limits.MaxBodyBytes)
                {
                    return Answer.TooLarge(limits.MaxBodyBytes);
                }

                if (!share.TryHold(count))
                {
                    return Answer.TooMuchInFlight;
                }
            }

            if (!IsComplete(compression, compressed.Bytes, body.Bytes))
            {
                return new Answer(Outcome.Invalid, $"The {Name(compression)} body is incomplete: its end is missing.");
            }

            var whole = body;
            body = null;
            return whole;
        }
        catch (Exception error) when (error is InvalidDataException or ZstdSharp.ZstdException)
        {
            return new Answer(Outcome.Invalid, $"The body is not {Name(compression)}, as Content-Encoding or grpc-encoding says{(compression == Compression.Deflate ? ": deflate is zlib's form here (RFC 1950), with its header" : "")}.");
        }
        catch (EndOfStreamException)
        {
            return new Answer(Outcome.Invalid, $"The {Name(compression)} body is incomplete: its end is missing.");
        }
        finally
        {
            ((IDisposable?)body)?.Dispose();
            ((IDisposable)compressed).Dispose();
        }
    }

    private static string Name(Compression compression) => compression.ToString().ToLowerInvariant();

    private static bool IsComplete(Compression compression, ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> inflated) => compression switch
    {
        Compression.Gzip => EndsAsItSays(compressed, inflated),
        Compression.Deflate => EndsWithAdler(compressed, inflated),
        _ => true,
    };

    /// <summary>RFC 1950: the Adler-32 of the content, big-endian, at the very end.</summary>
    private static bool EndsWithAdler(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> inflated)
    {
        if (compressed.Length < 6)
        {
            return compressed.IsEmpty;
        }

        uint a = 1, b = 0;
        foreach (var value in inflated)
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(compressed[^4..]) == ((b << 16) | a);
    }

    /// <summary>
    /// GZipStream takes a cut stream for a short one, and a request cut between two fields reads as a smaller request. So the
    /// checksum and the length of the last member must stand at the very end.
    /// </summary>
    private static bool EndsAsItSays(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> inflated)
    {
        if (compressed.Length < HeaderBytes + TrailerBytes)
        {
            // .NET writes nothing at all for nothing.
            return compressed.IsEmpty;
        }

        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(compressed[^TrailerBytes..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(compressed[^sizeof(uint)..]);
        return length <= inflated.Length && Crc32.HashToUInt32(inflated[^(int)length..]) == checksum;
    }

    private static unsafe UnmanagedMemoryStream AsStream(RequestBuffer body) => new(body.Pointer, body.Length);
}
