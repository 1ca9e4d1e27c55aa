using Upshot.Answers;
using Upshot.Observe.State;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>Explanations and the three questions.</summary>
internal static class AskRoutes
{
    private const int UsualTraces = 500;
    private const int MostTraces = 10_000;
    private const int UsualWeeks = 2;
    private const int MostWeeks = 52;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/explain", (string operation, string? baseline, string? candidate, string? since, string? until, string? against, string? by, string? environment, int? traces, AnswerService answers, CancellationToken cancellation) =>
            (baseline, candidate) switch
            {
                ({ Length: > 0 }, { Length: > 0 }) => answers.ExplainAsync(Versions(answers.Now, operation, baseline, candidate, since, until, environment, traces), cancellation),
                (null or "", null or "") => answers.ExplainTimesAsync(operation, AskedTimes.Of(answers, since, until, against), by, Traces(traces), cancellation),
                _ => throw new UnusableException("Give both versions, baseline and candidate, or neither of them and a time (since, until)."),
            }).WithSummary("Where the time of an operation went, and why requests fail, between two versions or two times.");
        api.MapGet("/ask/{question}", (string question, string? of, string? since, string? until, string? against, int? traces, AnswerService answers, CancellationToken cancellation) =>
            answers.AnswerAsync(question, AskedTimes.Of(answers, since, until, against), string.IsNullOrEmpty(of) ? null : of, Traces(traces), cancellation))
            .WithCsv<AskAnswer>(answer => answer.Findings).WithSummary("Are users experiencing latency? Which feature makes errors spike? What does a service cost as load grows? (latency, errors, cost)");
        api.MapGet("/rank", (string? objective, string? version, string? since, string? until, int? traces, AnswerService answers, CancellationToken cancellation) =>
            answers.RankAsync(AskedTimes.Of(answers, since, until, null), string.IsNullOrEmpty(objective) ? null : objective, string.IsNullOrEmpty(version) ? null : version, Traces(traces), cancellation))
            .WithCsv<RankAnswer>(answer => answer.Improvements).WithSummary("What to improve next: changes with the gain that re-timing of sampled traces predicts.");
        api.MapGet("/cost", (int? weeks, AnswerService answers, CancellationToken cancellation) => TelemetryCosts.OfAsync(answers, Math.Clamp(weeks ?? UsualWeeks, 1, MostWeeks), cancellation))
            .WithCsv<TelemetryCost>(cost => cost.Signals).WithSummary("What each signal of the plan costs, what rests on it, and what could be spared at which loss of precision.");
        api.MapPost("/what-if", (WhatIfQuestion question, string? version, string? since, string? until, int? traces, AnswerService answers, CancellationToken cancellation) =>
            answers.WhatIfAsync(question, AskedTimes.Of(answers, since, until, null), string.IsNullOrEmpty(version) ? null : version, Traces(traces), cancellation))
            .WithMetadata(new Needs(Right.Read)).WithSummary("What requests of an operation would take, were calls on some paths faster, side by side, batched, spared or tried less often.");
    }

    private static ExplainQuestion Versions(DateTimeOffset now, string operation, string baseline, string candidate, string? since, string? until, string? environment, int? traces)
    {
        var (from, to) = (AskedMoment.Parse("since", since, now), AskedMoment.Parse("until", until, now));
        return new(operation, baseline, candidate, Traces(traces))
        {
            Environment = environment,
            Since = from,
            Until = to <= from ? throw new UnreadableException($"There is no time between since {from:u} and until {to:u}.") : to,
        };
    }

    private static int Traces(int? traces) => Math.Clamp(traces ?? UsualTraces, 1, MostTraces);
}
