using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Explore;

/// <summary>Spans that were found, latest first.</summary>
/// <param name="Next">To be given back as <c>after</c> for the ones before; empty: these are the last.</param>
public sealed record SpansFound(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<SpanFound> Spans, string Next)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>Log records that were found, latest first.</summary>
/// <param name="Next">To be given back as <c>after</c> for the ones before; empty: these are the last.</param>
public sealed record LogsFound(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LogFound> Logs, string Next)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>Stored spans and log records, one by one and counted.</summary>
internal static class ExploreAnswer
{
    private const int MostValues = 12, Steps = 60;

    private static readonly string[] s_ofSpans = ["service", "name", "status", "kind"], s_ofLogs = ["service", "severity", "name"];

    public static async Task<SpansFound> SpansAsync(AnswerService asked, ExploreQuestion question, CancellationToken cancellation)
    {
        var found = await TimeLimit.AskAsync(asked, new SpanSearch(question.Where, question.Range, question.Limit) { After = question.After }, cancellation);
        return new(question.Range.From, question.Range.To, found, NextOf([.. found.Select(s => s.StartNanos)], question)) { Missing = asked.Missing };
    }

    public static async Task<LogsFound> LogsAsync(AnswerService asked, ExploreQuestion question, CancellationToken cancellation)
    {
        var found = await TimeLimit.AskAsync(asked, new LogSearch(question.Where, question.Range, question.Limit) { After = question.After }, cancellation);
        return new(question.Range.From, question.Range.To, found, NextOf([.. found.Select(l => l.TimeNanos)], question)) { Missing = asked.Missing };
    }

    /// <summary>How many there are over time, and by value.</summary>
    public static Task<RecordSummary> SummaryAsync(AnswerService asked, ExploreQuestion question, CancellationToken cancellation) => TimeLimit.AskAsync(
        asked, new RecordSummaryQuestion(question.OfLogs, question.Where, [.. (question.OfLogs ? s_ofLogs : s_ofSpans).Union(question.By)], question.Range, StepOf(question.Range), MostValues), cancellation);

    /// <summary>A round length of time, so that a chart has some sixty steps.</summary>
    public static TimeSpan StepOf(TimeRange range)
    {
        int[] round = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
        var seconds = range.Length.TotalSeconds / Steps;
        return TimeSpan.FromSeconds(round.FirstOrDefault(r => r >= seconds, (int)Math.Min(int.MaxValue, Math.Ceiling(seconds / 86_400) * 86_400)));
    }

    private static string NextOf(IReadOnlyList<long> nanos, ExploreQuestion question) =>
        nanos.Count < question.Limit || SearchPlace.Behind(nanos, question.After) is not { } next ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{next.Nanos}.{next.Skip}");
}
