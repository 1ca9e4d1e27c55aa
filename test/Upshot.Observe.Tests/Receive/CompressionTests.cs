using System.IO.Compression;
using System.Net;
using Upshot.Observe.Receive;
using ZstdSharp;

namespace Upshot.Observe.Tests.Receive;

/// <summary>Compressions that collectors speak beside gzip.</summary>
public class CompressionTests
{
    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("identity, zstd")]
    public async Task A_body_arrives_as_it_was_before_it_was_compressed(string encoding)
    {
        await using var receivers = await Receivers.Start();
        var bytes = Noise(300_000);
        var response = await OtlpHttpTests.Send(receivers, "/v1/traces", Compressed(encoding, bytes), encoding: encoding);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, Assert.Single(receivers.Accepted).Body);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    public async Task A_bomb_ends_at_the_limit_and_what_is_cut_or_broken_is_invalid(string encoding)
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 4 << 20 });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await OtlpHttpTests.Send(receivers, "/v1/traces", Compressed(encoding, new byte[64 << 20]), encoding: encoding)).StatusCode);

        var whole = Compressed(encoding, Noise(100_000));
        foreach (var broken in (byte[][])[whole[..^1], whole[..(whole.Length / 2)], whole[..5], Noise(100), [1]])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await OtlpHttpTests.Send(receivers, "/v1/traces", broken, encoding: encoding)).StatusCode);
        }

        Assert.Empty(receivers.Accepted);
        Assert.Equal((0, 0), (receivers.Receiver.Admission.Bytes, receivers.Receiver.Admission.Requests));
    }

    /// <summary>A frame may ask for a window of gigabytes: that is memory which a stranger chooses.</summary>
    [Fact]
    public async Task A_frame_of_zstd_that_asks_for_a_huge_window_is_invalid()
    {
        await using var receivers = await Receivers.Start();

        // Magic number; no content size, no checksum; a window of 2^41 bytes; one empty last block.
        byte[] frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00];
        Assert.Equal(HttpStatusCode.BadRequest, (await OtlpHttpTests.Send(receivers, "/v1/traces", frame, encoding: "zstd")).StatusCode);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Compressed(string encoding, byte[] bytes)
    {
        var stream = new MemoryStream();
        using (Stream compressing = encoding.EndsWith("zstd", StringComparison.Ordinal) ? new CompressionStream(stream) : new ZLibStream(stream, CompressionLevel.Fastest))
        {
            compressing.Write(bytes);
        }

        return stream.ToArray();
    }
}
