using Upshot.Observe.Stores;

namespace Upshot.Answers;

/// <summary>A change to the calls on a path.</summary>
/// <param name="Path">As explanations print it: <c>storefront GET /products/{id} > inventory SELECT products</c>.</param>
/// <param name="Kind">faster, parallel, batch, cache or retries.</param>
/// <param name="Amount">A share for faster and cache, a number of attempts for retries.</param>
public sealed record PathEdit(string Path, string Kind, double? Amount = null);

public sealed record WhatIfQuestion(string Operation, IReadOnlyList<PathEdit> Edits, double? Quantile = null);

/// <summary>What requests would take: predicted by re-timing sampled traces, with 90 % intervals.</summary>
/// <param name="Quantile">Which one is told.</param>
/// <param name="GoodRatioChange">How much larger the good ratio of the objective would be; null without a latency objective.</param>
/// <param name="BudgetRegained">That, as a part of the error budget.</param>
/// <param name="Touched">Of the traces, how many the change touches.</param>
public sealed record PredictedChange(
    double Quantile, double? BeforeMillis, Interval AfterMillis, double? MeanBeforeMillis, Interval MeanAfterMillis, double? GoodRatio, Interval? GoodRatioChange, double? BudgetRegained, int Traces, int Touched);

public sealed record WhatIfAnswer(string Operation, string Objective, PredictedChange Prediction, string Sentence)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <param name="Release">The cheapest experiment that would prove it: a file for releases/, its version to be filled in.</param>
public sealed record RankedImprovement(int Rank, string Operation, string Objective, string Owner, string Path, string Kind, double? Amount, PredictedChange Prediction, string Sentence, string Release);

public sealed record RankAnswer(string Sentence, IReadOnlyList<RankedImprovement> Improvements)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}
