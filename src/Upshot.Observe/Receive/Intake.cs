using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

public enum IntakeStatus
{
    /// <summary>Durable and visible to queries; <see cref="IntakeResult.Rejected"/> items were refused for good.</summary>
    Accepted,

    /// <summary>The bytes are not an export request: do not send them again.</summary>
    Invalid,

    /// <summary>Too much at once: send it again after <see cref="IntakeResult.RetryAfter"/>.</summary>
    Busy,

    /// <summary>The data cannot be stored now (disk full, shutting down): send it again after <see cref="IntakeResult.RetryAfter"/>.</summary>
    Unavailable,
}

/// <param name="Rejected">Spans, data points or log records refused for good, though the request was accepted.</param>
/// <param name="Message">What was wrong, for the sender; empty when nothing was.</param>
public readonly record struct IntakeResult(IntakeStatus Status, long Rejected = 0, string Message = "", TimeSpan RetryAfter = default)
{
    /// <summary>Nothing was in it that is a record, and nothing was refused.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>What is noted of the whole request; null: what its status says.</summary>
    internal NoticeReason? Reason { get; init; }
}

/// <summary>
/// The one handler behind every receiver: makes an export request durable, then answers. Takes ownership of
/// <paramref name="buffer"/>, whatever the outcome.
/// </summary>
public delegate Task<IntakeResult> AcceptTelemetry(TelemetrySignal signal, RequestBuffer buffer, CancellationToken cancellation);
