namespace Upshot.Observe.Stores;

/// <summary>What became of a request of the past.</summary>
/// <param name="Records">Spans, data points or log records in it that can be stored.</param>
/// <param name="Known">Of them, those that the store had already; the others are stored and counted now.</param>
/// <param name="Sampled">Of the others, spans of hours of which the server kept a share: whether they were dropped then or never came cannot be told, and they are left out.</param>
/// <param name="Requests">Requests that were counted.</param>
/// <param name="From">When the earliest of what is new happened; null: nothing is.</param>
/// <param name="Until">When the latest happened.</param>
public sealed record BackfillResult(long Records, long Known, long Sampled, long Rejected, string RejectedBecause, long Requests, DateTimeOffset? From, DateTimeOffset? Until);
