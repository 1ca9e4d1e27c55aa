namespace Upshot.Observe.Receive;

internal enum Outcome
{
    Accepted,
    Invalid,
    TooLarge,
    TooSlow,
    Busy,
    Unavailable,
    UnsupportedMedia,
    UnknownPath,
    WrongMethod,
}

/// <summary>The answer to a client, before a transport translates it.</summary>
internal readonly record struct Answer(Outcome Outcome, string Message = "", long Rejected = 0, TimeSpan RetryAfter = default)
{
    /// <summary>Accepted, and there was nothing in it.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>What is noted of the whole request; null: what its outcome says.</summary>
    public NoticeReason? Reason { get; init; }

    /// <summary>Null: nothing is to be noted of the request as a whole.</summary>
    public NoticeReason? ReasonToNote => Reason ?? Outcome switch
    {
        Outcome.Invalid => NoticeReason.Invalid,
        Outcome.TooLarge => NoticeReason.Large,
        Outcome.TooSlow => NoticeReason.Slow,
        Outcome.Busy => NoticeReason.Busy,
        Outcome.Unavailable => NoticeReason.Unavailable,
        Outcome.UnsupportedMedia => NoticeReason.Media,
        // What probes of health ask for is no telemetry that was meant to arrive.
        _ => null,
    };

    public static readonly Answer TooManyRequests = new(Outcome.Busy, "Too many requests at once.");

    public static readonly Answer TooMuchInFlight = new(Outcome.Busy, "Too many bytes are being received at once.");

    public static Answer TooLarge(int limit) => new(Outcome.TooLarge, $"The body is larger than {limit} bytes; send smaller batches.");

    public static Answer CompressedTooLarge(int limit) => new(Outcome.TooLarge, $"The compressed body is larger than {limit} bytes; send smaller batches.");

    public static Answer TooSlow(TimeSpan limit) => new(Outcome.TooSlow, $"The body did not arrive within {limit.TotalSeconds:0.###} s.");

    public static Answer From(IntakeResult result) => new(
        result.Status switch
        {
            IntakeStatus.Accepted => Outcome.Accepted,
            IntakeStatus.Invalid => Outcome.Invalid,
            IntakeStatus.Busy => Outcome.Busy,
            _ => Outcome.Unavailable,
        },
        result.Message,
        result.Rejected,
        result.RetryAfter)
    { IsEmpty = result.IsEmpty, Reason = result.Reason };
}
