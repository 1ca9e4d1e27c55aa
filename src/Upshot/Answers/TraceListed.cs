using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Which traces somebody looks for; null: any.</summary>
/// <param name="SlowerThanMillis">Of the entry span.</param>
internal sealed record TraceFilterQuestion(string? Operation, string? Service, string? Version, bool OnlyFailed, double? SlowerThanMillis, bool SlowestFirst, TimeRange Range, int Limit);

/// <summary>Traces that were found, in the order that was asked for.</summary>
public sealed record TracesAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TraceFound> Traces)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];

    internal static async Task<TracesAnswer> OfAsync(AnswerService asked, TraceFilterQuestion question, CancellationToken cancellation)
    {
        // Beyond an hour of milliseconds it is no duration of a request, and beyond a century none at all.
        if (question.SlowerThanMillis is { } millis && !(millis is >= 0 and < 1e12))
        {
            throw new UnreadableException($"{millis} ms is no duration.");
        }

        var found = await asked.AskAsync(
            new TraceSearch(question.Range, question.Limit)
            {
                Operation = question.Operation,
                Service = question.Service,
                Version = question.Version,
                OnlyFailed = question.OnlyFailed,
                SlowestFirst = question.SlowestFirst,
                AtLeast = question.SlowerThanMillis is { } least ? TimeSpan.FromMilliseconds(least) : null,
            },
            cancellation);
        return new(question.Range.From, question.Range.To, found) { Missing = asked.Missing };
    }
}
