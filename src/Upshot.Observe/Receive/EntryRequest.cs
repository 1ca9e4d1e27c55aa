using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>One entry span, as the rollups count it. Its texts point into the batch's buffer.</summary>
/// <param name="Weight">How many requests it stands for.</param>
/// <param name="Key">Hash of trace, span and kind: the same span sent again has the same, and the same start.</param>
/// <param name="HasDuration">False: it counts, and not in latencies.</param>
/// <param name="Operation">Index into the plan's operations, found by the policy; −1: none matches, or nobody has looked.</param>
internal record struct EntryRequest(ResourceInfo Resource, EntrySpan Span, long StartNanos, long DurationNanos, bool IsError, long Weight, int Operation = -1, bool HasDuration = true, ulong Key = 0)
{
    public const string Other = "(other)";
    private static readonly PinnedText s_other = new(Other);

    /// <summary>Its route is beyond what the plan lets be counted.</summary>
    public bool IsOther { get; set; }

    /// <summary><c>http.route</c>, else the span's name; <see cref="Other"/> beyond the plan's bounds.</summary>
    public readonly Slice Route => IsOther ? s_other.Slice : Span.Route.Length > 0 ? Span.Route : Span.Name;

    public readonly byte Kind => Span.Kind;
}
