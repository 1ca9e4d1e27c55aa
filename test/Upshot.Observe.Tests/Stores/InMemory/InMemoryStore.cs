using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;
using Upshot.Observe.Receive.Captured;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.InMemory;

/// <summary>A request, as it was counted.</summary>
internal sealed record StoredRequest(string Service, string Version, string Environment, string Instance, string Route, string Kind, string Operation, long Start, long Duration, bool HasDuration, bool IsError, long Weight)
{
    /// <summary>Of its span; none where it was counted.</summary>
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;

    private const long PerMinute = 60_000_000_000;

    public long Minute => Start - (Start % PerMinute);
}

/// <summary>A span, with the operation that it is the entry of; empty: of none.</summary>
/// <param name="Weight">How many spans it stands for.</param>
internal sealed record StoredSpan(CapturedSpan Span, string Operation, long Weight);

/// <summary>
/// The simplest store there is: lists, read from the first to the last item. It says what other stores should have answered. It knows one version
/// of the plan, and weighs nothing in bytes.
/// </summary>
internal sealed class InMemoryStore(ProductPlan plan) : ITelemetryStore
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = [];
    private readonly List<StoredRequest> _requests = [];
    private readonly List<StoredSpan> _spans = [];
    private readonly CaptureReader _reader = new();
    private readonly BatchPolicy _policy = new(new OperationMatcher(plan), new BatchRewriter(null, null));
    private readonly RecentEntries _entries = new();
    private CapturedTelemetry _captured = new();

    public IReadOnlyList<MissingRows> Missing => [];

    public IReadOnlyList<string> Notices => [];

    public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation)
    {
        using (batch)
        {
            lock (_gate)
            {
                if (_seen.Add($"{batch.Signal} {Convert.ToHexString(batch.Buffer.Bytes)}"))
                {
                    var kept = _policy.Apply(batch);
                    _entries.Filter(kept.Summary, kept.ReceivedAt);
                    Add(kept);
                }
            }
        }

        return Task.FromResult(new IntakeResult(IntakeStatus.Accepted));
    }

    public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => Task.Run(() =>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(question.Limit);
        InMemoryAnswers answers;
        lock (_gate)
        {
            answers = new(plan, [.. _requests], [.. _spans], _captured);
        }

        return (T)answers.Of(question)!;
    }, cancellation);

    private void Add(Batch batch)
    {
        var requests = batch.Summary.Requests.Select(r => new StoredRequest(
            r.Resource.Service, r.Resource.Version, r.Resource.Environment, r.Resource.Process, Encoding.UTF8.GetString(r.Route.Span), SpanKinds.Names[r.Kind],
            r.Operation < 0 ? "" : plan.Operations[r.Operation].Name, r.StartNanos, r.DurationNanos, r.HasDuration, r.IsError, r.Weight)).ToList();
        _requests.AddRange(requests);
        _reader.Add(batch.Signal, batch.Buffer.Bytes);
        var before = _captured.Spans.Count;
        _captured = _reader.Captured();
        var counted = requests.ToLookup(r => (r.Start, r.Duration, r.Route));
        _spans.AddRange(_captured.Spans.Skip(before).Select(s => counted[(s.StartNanos, s.DurationNanos, s.Attributes.GetValueOrDefault("http.route")?.Text ?? s.Name)].FirstOrDefault() is { } request
            ? new StoredSpan(s, request.Operation, request.Weight)
            : new StoredSpan(s, "", (long)Math.Round(TraceState.AdjustedCount(Encoding.UTF8.GetBytes(s.TraceState), Convert.FromHexString(s.TraceId))))));
    }
}
