using System.Diagnostics;
using System.Globalization;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Signals;

/// <summary>
/// Whatever bytes come, a reader refuses them at the door or can read them as often as it likes. UPSHOT_FUZZ_SECONDS makes
/// each run longer, with another seed; see bench/fuzz.sh.
/// </summary>
public unsafe class ReaderFuzzTests
{
    private static readonly BatchReader Door = new();

    [Theory]
    [InlineData(TelemetrySignal.Traces)]
    [InlineData(TelemetrySignal.Metrics)]
    [InlineData(TelemetrySignal.Logs)]
    public void Bytes_are_refused_at_the_door_or_can_be_read(TelemetrySignal signal)
    {
        var asked = Environment.GetEnvironmentVariable("UPSHOT_FUZZ_SECONDS");
        var time = asked is null ? (TimeSpan?)null : TimeSpan.FromSeconds(double.Parse(asked, CultureInfo.InvariantCulture));
        var seed = time is null ? 20_261_123 + (int)signal : Environment.TickCount;
        var reader = RecordReaders.For([], new OperationMatcher(new ProductPlan()))[signal];
        using var memory = new GuardedMemory(pages: 16);
        using var rows = new ScannedRows(reader.Schema.Columns);
        var samples = Samples.Of(signal).ToArray();
        Assert.All(samples, sample => Assert.True(Read(reader, memory, rows, sample) > 0));

        var random = new Random(seed);
        var (passed, refused, clock) = (0, 0, Stopwatch.StartNew());
        for (var i = 0; time is null ? i < 20_000 : clock.Elapsed < time; i++)
        {
            var sample = samples[random.Next(samples.Length)];
            var mutant = random.Next(4) == 0 ? Mutation.Of(sample, random) : StructureMutation.Of(sample, random);
            try
            {
                _ = Read(reader, memory, rows, mutant) < 0 ? refused++ : passed++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, run {i}: {Convert.ToHexString(mutant)}\n{e}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {passed} could be read, {refused} were refused");

        // A run in which nearly all is refused, or nothing is, has not looked at anything.
        Assert.InRange(passed, refused / 10, refused * 10);
    }

    /// <summary>How many rows there are; −1 when the bytes are refused.</summary>
    private static long Read(RecordReader reader, GuardedMemory memory, ScannedRows rows, byte[] bytes)
    {
        var body = new RequestBytes(new Slice(memory.Place(bytes), bytes.Length), (long)Otlp.Noon);
        BatchSummary found;
        try
        {
            found = Door.Summarize(reader.Schema.Signal, body);
        }
        catch (MalformedTelemetryException)
        {
            return -1;
        }

        Assert.Equal(found.Records, rows.Count(reader.Scan(body)));
        Assert.Equal(found.Records, rows.Count(reader.ScanSorted([body])));
        return found.Records;
    }
}
