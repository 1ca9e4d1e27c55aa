using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.Recordings;

namespace Upshot.Verify;

/// <summary>Keeps export requests in memory, up to a number of bytes.</summary>
internal sealed class RequestLog(long mostBytes, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private long _bytes;
    private bool _isCut;

    public Task<IntakeResult> Accept(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        using (body)
        {
            var bytes = body.Bytes.ToArray();
            lock (_lock)
            {
                if (_bytes + bytes.Length > mostBytes)
                {
                    // Answered as accepted: a sender that tries again and again would only keep the command from ending.
                    _isCut = true;
                }
                else
                {
                    _bytes += bytes.Length;
                    _requests.Add(new(signal, time.GetUtcNow(), bytes));
                }
            }
        }

        return Task.FromResult(new IntakeResult(IntakeStatus.Accepted));
    }

    public (IReadOnlyList<RecordedRequest> Requests, bool IsCut) All()
    {
        lock (_lock)
        {
            return ([.. _requests], _isCut);
        }
    }
}
