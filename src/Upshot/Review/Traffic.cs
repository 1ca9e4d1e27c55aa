using Upshot.Plan;

namespace Upshot.Review;

/// <summary>What is known of current traffic.</summary>
internal sealed record Traffic
{
    /// <summary>Nothing is stored, or nobody could be asked: only what the plan expects.</summary>
    public static readonly Traffic None = new();

    /// <summary>Where the numbers come from, for the reader.</summary>
    public string Source { get; init; } = "";

    /// <summary>The end of the time that was looked at; null: nothing is stored.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How much of the time looked at has data.</summary>
    public TimeSpan Length { get; init; }

    public IReadOnlyDictionary<string, double> RequestsPerDay { get; init; } = new Dictionary<string, double>();

    /// <summary>Spans, points and records a day, by kind and name.</summary>
    public IReadOnlyDictionary<(SignalKind Kind, string Name), double> EventsPerDay { get; init; } = new Dictionary<(SignalKind, string), double>();

    /// <summary>Bytes on disk of one span, point or record, as they are stored now.</summary>
    public IReadOnlyDictionary<SignalKind, double> BytesEach { get; init; } = new Dictionary<SignalKind, double>();

    /// <summary>Processes that send.</summary>
    public int Instances { get; init; } = 1;

    public bool IsKnown => Until is not null;
}
