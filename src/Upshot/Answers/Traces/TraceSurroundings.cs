using Upshot.Answers.Explore;
using Upshot.Decide.Journeys;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Traces;

/// <summary>A step of a journey that a trace should have and has not.</summary>
public sealed record JourneyHole(string Journey, string Operation, string Step);

/// <summary>What belongs to a trace beside its spans.</summary>
/// <param name="Operation">Of its first entry span; empty: it is of none of the plan.</param>
/// <param name="Version">Of that span's service.</param>
/// <param name="Logs">The earliest first.</param>
/// <param name="HasMoreLogs">There are more than are here.</param>
/// <param name="Holes">Of journeys through its operations; empty: none, or all steps are there.</param>
public sealed record TraceSurroundings(string TraceId, string Operation, string Version, IReadOnlyList<LogFound> Logs, bool HasMoreLogs, IReadOnlyList<JourneyHole> Holes)
{
    private const int MostLogs = 300, MostEntries = 200, MostDescribed = 2_000;

    // Work goes on after the answer, and clocks differ.
    private static readonly TimeSpan s_around = TimeSpan.FromHours(1);

    internal static async Task<TraceSurroundings> OfAsync(AnswerService asked, TraceEvidence trace, CancellationToken cancellation)
    {
        var range = RangeOf(trace);
        var logs = await TimeLimit.AskAsync(asked, new LogSearch(new() { TraceId = trace.TraceId }, range, MostLogs + 1), cancellation);
        var entries = (await TimeLimit.AskAsync(asked, new SpanSearch(new() { TraceId = trace.TraceId, Attributes = [new("operation", null)] }, range, MostEntries), cancellation)).Reverse().ToList();
        return new(trace.TraceId, entries.FirstOrDefault()?.Operation ?? "", entries.FirstOrDefault()?.Version ?? "", [.. logs.Take(MostLogs).OrderBy(l => l.TimeNanos)], logs.Count > MostLogs, await HolesAsync(asked, trace, entries, range, cancellation));
    }

    /// <summary>The time of a trace, with some around it.</summary>
    internal static TimeRange RangeOf(TraceEvidence trace)
    {
        var whole = trace.Whole ?? TraceExtent.Of(trace.Spans);
        var (from, to) = (DateTimeOffset.UnixEpoch.AddTicks(whole.StartNanos / 100), DateTimeOffset.UnixEpoch.AddTicks(whole.EndNanos / 100));
        return new(from - s_around, to + s_around);
    }

    private static async Task<IReadOnlyList<JourneyHole>> HolesAsync(AnswerService asked, TraceEvidence trace, IReadOnlyList<SpanFound> entries, TimeRange range, CancellationToken cancellation)
    {
        var journeys = asked.Plan.Journeys.Where(j => entries.Any(e => e.Operation == j.Operation)).ToList();
        var needsAttributes = journeys.Any(JourneyRun.NeedsAttributes);

        // Of a part of a trace nobody knows what is missing.
        if (journeys.Count == 0 || (trace.Whole is { } whole && whole.Spans > trace.Spans.Count) || (needsAttributes && trace.Spans.Count > MostDescribed))
        {
            return [];
        }

        var attributes = needsAttributes
            ? (await TimeLimit.AskAsync(asked, new SpanSearch(new() { TraceId = trace.TraceId }, range, MostDescribed), cancellation)).ToLookup(s => s.SpanId, s => s.Attributes, StringComparer.Ordinal)
            : null;
        var operations = entries.GroupBy(e => e.SpanId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Operation, StringComparer.Ordinal);
        var stored = new OperationTrace(trace.TraceId, [.. trace.Spans.Select(s => new OperationSpan(attributes?[s.SpanId].FirstOrDefault() is { } all ? s with { Attributes = all } : s, s.Kind is "server" or "consumer" ? operations.GetValueOrDefault(s.SpanId, "") : "", "", 1))]);
        return [.. journeys.SelectMany(journey => JourneyRun.Of(journey, stored, range)
            .SelectMany(run => journey.Steps.Where((_, i) => !run.Came[i])).Distinct().Select(step => new JourneyHole(journey.Name, journey.Operation, step.Name)))];
    }
}
