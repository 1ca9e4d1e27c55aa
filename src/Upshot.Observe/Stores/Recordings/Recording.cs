using Upshot.Observe.Otlp;
using Upshot.Observe.Receive.Captured;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.Recordings;

/// <summary>One export request as it came.</summary>
public sealed record RecordedRequest(TelemetrySignal Signal, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Body);

/// <summary>Export requests in a file, in the format of the store's journal (docs/formats/data.md).</summary>
public static class Recording
{
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<RecordedRequest> requests)
    {
        using var file = File.Create(path);
        foreach (var request in requests)
        {
            var body = request.Body.Span;
            file.Write(Journal.Header(request.Signal, request.ReceivedAt, Journal.HashOf(body), body.Length));
            file.Write(body);
        }
    }

    /// <summary>Reads a recording; a damaged one is an error and not a shorter recording.</summary>
    /// <exception cref="IOException">The file cannot be read, or is not a complete recording.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static IReadOnlyList<RecordedRequest> Read(string path)
    {
        var contents = JournalReader.Read(path);
        var requests = new List<RecordedRequest>(contents.Entries.Count);
        foreach (var entry in contents.Entries)
        {
            requests.Add(new(entry.Signal, entry.ReceivedAt, entry.Body.Bytes.ToArray()));
            ((IDisposable)entry.Body).Dispose();
        }

        var lost = contents.TornBytes + contents.DamagedBytes;
        return lost > 0 ? throw new IOException($"{path} is not a complete recording: {lost} bytes of it cannot be read. Record it again.") : requests;
    }

    public static CaptureReader Decode(IEnumerable<RecordedRequest> requests)
    {
        var reader = new CaptureReader();
        foreach (var request in requests)
        {
            reader.Add(request.Signal, request.Body.Span);
        }

        return reader;
    }
}
