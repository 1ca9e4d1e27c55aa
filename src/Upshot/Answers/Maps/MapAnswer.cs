using Upshot.Answers.Explore;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Maps;

/// <summary>Who asks whom, beside the time before.</summary>
/// <param name="Calls">The busiest first.</param>
/// <param name="IsCut">There are more than are told.</param>
public sealed record MapShown(DateTimeOffset From, DateTimeOffset To, string Sentence, IReadOnlyList<CallShown> Calls, bool IsCut)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <param name="Caller">Empty: requests from outside.</param>
/// <param name="Kind">Of the callee: service, database, messaging or external.</param>
/// <param name="Calls">From stored spans, by what they stand for.</param>
/// <param name="P95BeforeMillis">In the time before; null: there was none.</param>
public sealed record CallShown(string Caller, string Callee, string Kind, double Calls, double PerSecond, double ErrorRatio, double P50Millis, double P95Millis, double? ErrorRatioBefore, double? P95BeforeMillis)
{
    /// <summary>How many times as long it takes as before; null: that is not known.</summary>
    public double? TimesAsLong => P95BeforeMillis > 0 ? P95Millis / P95BeforeMillis : null;
}

internal static class MapAnswer
{
    private const int MostCalls = 400;
    private const double Notable = 1.5, Few = 20;

    public static async Task<MapShown> OfAsync(AnswerService asked, AskedTimes times, string? environment, CancellationToken cancellation)
    {
        times = WholeMinutes(times);
        var now = await TimeLimit.AskAsync(asked, new CallQuestion(times.Now, MostCalls + 1) { Environment = environment }, cancellation);
        var before = (await TimeLimit.AskAsync(asked, new CallQuestion(times.Before, MostCalls * 4) { Environment = environment }, cancellation)).ToDictionary(c => (c.Caller, c.Callee, c.Kind));
        var calls = now.Take(MostCalls).Select(c => Shown(c, times.Now.Length, before.GetValueOrDefault((c.Caller, c.Callee, c.Kind)))).ToList();
        return new(times.Now.From, times.Now.To, Sentence(calls), calls, now.Count > MostCalls) { Missing = asked.Missing };
    }

    /// <summary>Calls are kept by the minute. No minute is in both times.</summary>
    private static AskedTimes WholeMinutes(AskedTimes times) => new(Within(times.Now, TimeSpan.TicksPerMinute - 1), Within(times.Before, 0));

    private static TimeRange Within(TimeRange range, long up)
    {
        var from = range.From.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute;
        var to = Math.Min(range.To.UtcTicks, DateTimeOffset.MaxValue.UtcTicks - up) + up;
        return new(new(from, TimeSpan.Zero), new(Math.Max(to / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, from + TimeSpan.TicksPerMinute), TimeSpan.Zero));
    }

    private static CallShown Shown(ServiceCall call, TimeSpan length, ServiceCall? before) => new(
        call.Caller, call.Callee, call.Kind, call.Calls, call.Calls / Math.Max(1, length.TotalSeconds), call.Errors / Math.Max(call.Calls, 1e-9), call.P50Millis, call.P95Millis,
        before is null ? null : before.Errors / Math.Max(before.Calls, 1e-9), before?.P95Millis);

    private static string Sentence(IReadOnlyList<CallShown> calls)
    {
        if (calls.Count == 0)
        {
            return "No call was stored in this time.";
        }

        var slower = calls.Where(c => c.Calls >= Few && c.TimesAsLong >= Notable).MaxBy(c => c.TimesAsLong);
        var failing = calls.Where(c => c.Calls >= Few && c.ErrorRatio > 0.01 && c.ErrorRatio > 2 * (c.ErrorRatioBefore ?? 0)).MaxBy(c => c.ErrorRatio * c.Calls);
        var said = new List<string>();
        if (slower is not null)
        {
            said.Add(FormattableString.Invariant($"{Name(slower)} take {slower.TimesAsLong:0.#} times as long as in the time before, at the 95th percentile"));
        }

        if (failing is not null)
        {
            said.Add(FormattableString.Invariant($"{100 * failing.ErrorRatio:0.#} % of {Name(failing)} fail{(failing.ErrorRatioBefore is { } was ? FormattableString.Invariant($", {100 * was:0.#} % before") : "")}"));
        }

        return said.Count == 0 ? "No call is notably slower or fails notably more often than in the time before." : char.ToUpperInvariant(said[0][0]) + string.Join("; ", said)[1..] + ". This was not tested: the page of an operation says what is shown.";
    }

    private static string Name(CallShown call) => call.Caller.Length == 0 ? $"requests to {call.Callee}" : $"calls of {call.Caller} to {call.Callee}";
}
