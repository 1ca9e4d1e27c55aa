using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Recordings;
using Upshot.Observe.Tests.Signals;

namespace Upshot.Observe.Tests.Receive.Captured;

public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-recording-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "run.otlp");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<RecordedRequest> Requests { get; } =
    [
        .. new[] { TelemetrySignal.Traces, TelemetrySignal.Metrics, TelemetrySignal.Logs }.SelectMany(Samples.Of, (signal, body) => new RecordedRequest(signal, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), body)),
        new(TelemetrySignal.Logs, DateTimeOffset.UnixEpoch, Array.Empty<byte>()),
    ];

    [Fact]
    public void What_was_recorded_is_read_again()
    {
        Recording.Write(Path, Requests);
        var read = Recording.Read(Path);
        Assert.Equal(Requests.Select(r => (r.Signal, r.ReceivedAt, Convert.ToHexString(r.Body.Span))), read.Select(r => (r.Signal, r.ReceivedAt, Convert.ToHexString(r.Body.Span))));
        Assert.Equal(Recording.Decode(Requests).Captured().Spans.Count, Recording.Decode(read).Captured().Spans.Count);
    }

    [Fact]
    public void A_recording_that_was_cut_is_an_error_and_not_a_shorter_recording()
    {
        Recording.Write(Path, Requests);
        using (var file = File.OpenWrite(Path))
        {
            file.SetLength(file.Length - 5);
        }

        Assert.Contains("not a complete recording", Assert.Throws<IOException>(() => Recording.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_is_no_recording()
    {
        File.WriteAllText(Path, "not a recording");
        Assert.Throws<IOException>(() => Recording.Read(Path));
    }
}
