using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.Rehearsals;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>What a rehearsal may follow: requests by hour of the week, what usually fails, and the calls of each operation. Numbers and names; nothing of a request.</summary>
internal static class RecentTrafficAnswer
{
    private const int Traces = 20, MostSpans = 200;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400), s_traced = TimeSpan.FromDays(7);

    public static async Task<RecentTraffic> OfAsync(AnswerService asked, TimeSpan since, CancellationToken cancellation)
    {
        if (since < TimeSpan.FromHours(1) || since > s_longest)
        {
            throw new UnusableException($"Recent traffic is that of an hour at least, and of {s_longest.TotalDays:0} days at most.");
        }

        var end = PastEvents.End(asked);
        var range = new TimeRange(end - since, end);
        if (asked.Plan.Objectives.Count == 0)
        {
            throw new QuestionException("The server's plan has no objective, so nothing is known of its operations' traffic. Start it with --plan DIR.");
        }

        var series = await PastEvents.OfAsync(asked, BurnRule.Of(asked.Plan), range, cancellation);
        var traces = new Dictionary<string, IReadOnlyList<TraceEvidence>>(StringComparer.Ordinal);
        foreach (var operation in asked.Plan.Operations)
        {
            var found = new List<TraceEvidence>();
            foreach (var one in await asked.AskAsync(new TraceSearch(new(end - (since < s_traced ? since : s_traced), end), Traces) { Operation = operation.Name }, cancellation))
            {
                // One that is cut says nothing of its shape.
                if (await asked.AskAsync(new TraceQuestion(one.TraceId, MostSpans), cancellation) is { } trace && (trace.Whole is not { } whole || whole.Spans == trace.Spans.Count) && !trace.Spans.Any(s => s.IsError))
                {
                    found.Add(trace);
                }
            }

            traces[operation.Name] = found;
        }

        return RecentTraffic.Of(asked.Plan, series, traces, range);
    }
}
