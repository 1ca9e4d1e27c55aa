using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Tests.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.Journals;

public sealed class JournalReaderTests
{
    private const int Window = 1 << 20;

    /// <summary>The search goes through the file window by window; a record may begin anywhere, so also in the end of one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(39)]
    [InlineData(40)]
    public void After_a_damaged_record_the_next_is_found_though_its_header_lies_across_two_windows(int before)
    {
        // The search begins one byte behind the damaged record's beginning.
        var next = 1 + Window - before;
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        var path = Path.Combine(directory.Path, "1.journal");
        var damaged = Record(new byte[next - Journal.HeaderLength]);
        damaged[100] ^= 1;
        File.WriteAllBytes(path, [.. damaged, .. Record([1, 2, 3]), .. Record([4, 5])]);

        var contents = JournalReader.Read(path);

        Assert.Equal([3, 2], contents.Entries.Select(e => e.Body.Length));
        Assert.Equal((next, 0), (contents.DamagedBytes, contents.TornBytes));
    }

    private static byte[] Record(byte[] body) => [.. Journal.Header(TelemetrySignal.Traces, DateTimeOffset.UnixEpoch, Journal.HashOf(body), body.Length), .. body];
}
