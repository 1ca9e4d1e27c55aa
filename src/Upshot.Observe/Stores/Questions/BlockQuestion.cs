using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What services did with operations, in blocks of time; an answer for each window in its order, all of one moment. By instance, time and kind of request.</summary>
/// <param name="Limit">Of blocks, of all windows; more are refused.</param>
public sealed record BlockQuestion(IReadOnlyList<BlockWindow> Windows, int Limit = 1_000_000) : Question<IReadOnlyList<ArmEvidence>>(BlockWindow.Hull(Windows), Limit);

/// <summary>Some time of an operation. Kinds of requests (<see cref="ReplicateEvidence.Stratum"/>) are its routes, and with <see cref="Kinds"/> a route and the values of these.</summary>
/// <param name="Service">Null: any.</param>
/// <param name="Environment">Null: any.</param>
/// <param name="Version">Null: all of them; all processes of a version are one row then, and the version is its instance.</param>
/// <param name="Block">At least a second; blocks begin at whole multiples of it. Those of whole minutes are of all requests; shorter ones, and those with <see cref="Kinds"/>, of the spans that are stored, each by its weight.</param>
public sealed record BlockWindow(string? Service, string? Environment, string Operation, string? Version, TimeRange Range, TimeSpan Block)
{
    /// <summary>Attributes of entry spans whose values tell kinds of requests.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    public bool IsOfRollups => Kinds.Count == 0 && Block.Ticks % TimeSpan.TicksPerMinute == 0;

    internal static TimeRange Hull(IReadOnlyList<BlockWindow> windows) =>
        windows.Count == 0 ? new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) : new(windows.Min(w => w.Range.From), windows.Max(w => w.Range.To));
}
