using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.Recordings;

namespace Upshot.Verify;

/// <summary>Keeps export requests in memory, up to a number of bytes.</summary>
internal sealed class RequestLog(long mostBytes, TimeProvider time)
{
    private const int MostRefused = 1000;

    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<string> _refused = [];
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

    public void Refused(string why)
    {
        lock (_lock)
        {
            if (_refused.Count < MostRefused)
            {
                _refused.Add(why);
            }
        }
    }

    public ReceivedRequests All()
    {
        lock (_lock)
        {
            return new([.. _requests], [.. _refused], _isCut);
        }
    }
}

/// <summary>What came while a command ran. <paramref name="Refused"/>: why requests were refused, once for each.</summary>
internal sealed record ReceivedRequests(IReadOnlyList<RecordedRequest> Requests, IReadOnlyList<string> Refused, bool IsCut);
