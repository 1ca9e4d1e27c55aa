using System.IO.Hashing;
using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Rollup;

/// <summary>
/// Counts requests into minutes as they come, before anything is sampled or dropped. Late requests make rows for their
/// own minute: a sum over rows is right in whatever order they came. Not safe for several threads.
/// </summary>
internal sealed class RollupAccumulator(OperationMatcher operations, IReadOnlyList<ObjectiveCounter> objectives, int maxRows = 100_000)
{
    private const long NanosPerMinute = 60_000_000_000;
    private readonly Dictionary<Key, RollupRow> _rows = [];
    private readonly Dictionary<ObjectiveKey, ObjectiveRow> _objectives = [];
    private readonly List<RollupRow> _moved = [];
    private readonly ObjectiveCounter[][] _objectivesOf =
        [.. operations.Names.Select((_, i) => objectives.Where(o => o.Operation == i).ToArray())];

    private readonly record struct Key(ResourceInfo Resource, UInt128 Route, long Minute, int Operation, byte Kind);

    private readonly record struct ObjectiveKey(ObjectiveCounter Objective, string Version, string Environment, long Minute);

    public IReadOnlyCollection<RollupRow> Rows => _moved.Count == 0 ? _rows.Values : [.. _rows.Values, .. _moved];

    public IReadOnlyCollection<ObjectiveRow> Objectives => _objectives.Values;

    /// <summary>Requests counted under <see cref="EntryRequest.Other"/> because senders made too many routes.</summary>
    public long Overflowed { get; private set; }

    /// <param name="notes">Where it is said which requests count under another route.</param>
    public void Add(IReadOnlyList<EntryRequest> requests, IntakeNotes? notes = null)
    {
        foreach (var request in requests)
        {
            var before = Overflowed;
            Add(request);
            if (Overflowed > before)
            {
                notes?.Add(request.Resource.Service, NoticeReason.Rows);
            }
        }
    }

    /// <summary>By how much rows that were sealed change, of whichever operation.</summary>
    public void Add(RollupRow moved) => _moved.Add(moved);

    /// <summary>What was counted elsewhere, by the same plan.</summary>
    public void Add(ObjectiveRow counted)
    {
        var key = new ObjectiveKey(counted.Objective, counted.Version, counted.Environment, counted.Minute);
        if (!_objectives.TryGetValue(key, out var row))
        {
            _objectives[key] = row = new ObjectiveRow(counted.Minute, counted.Objective, counted.Version, counted.Environment);
        }

        (row.Good, row.Total, row.Sampling) = (SaturatingAdd(row.Good, 1, counted.Good), SaturatingAdd(row.Total, 1, counted.Total), row.Sampling + counted.Sampling);
    }

    private void Add(in EntryRequest request)
    {
        var minute = request.StartNanos - (request.StartNanos % NanosPerMinute);
        var row = RowOf(request, minute);
        row.Requests = SaturatingAdd(row.Requests, 1, request.Weight);
        if (request.IsError)
        {
            row.Errors = SaturatingAdd(row.Errors, 1, request.Weight);
        }
        else if (request.HasDuration)
        {
            row.SumNanos = SaturatingAdd(row.SumNanos, request.DurationNanos, request.Weight);
            row.Latency.Add(request.DurationNanos, request.Weight);
        }

        if (request.Weight > 1)
        {
            row.Sampling += SamplingVariance.Of(request.Weight, isGood: !request.IsError);
            if (!request.IsError && request.HasDuration)
            {
                row.AddVariance(request.DurationNanos, request.Weight);
            }
        }

        if (request.Operation < 0)
        {
            return;
        }

        foreach (var objective in _objectivesOf[request.Operation])
        {
            Count(objective, request, minute);
        }
    }

    private void Count(ObjectiveCounter objective, in EntryRequest request, long minute)
    {
        if (objective.Environment is not null && objective.Environment != request.Resource.Environment)
        {
            return;
        }

        // A latency objective is about requests that succeeded; failures belong to the objective for errors.
        if (objective.LatencyNanos is not null && (request.IsError || !request.HasDuration))
        {
            return;
        }

        var key = new ObjectiveKey(objective, request.Resource.Version, request.Resource.Environment, minute);
        if (!_objectives.TryGetValue(key, out var row))
        {
            _objectives[key] = row = new ObjectiveRow(minute, objective, key.Version, key.Environment);
        }

        var isGood = objective.LatencyNanos is { } limit ? request.DurationNanos <= limit : !request.IsError && objective.Success?.Matches(request.Span) != false;
        row.Total = SaturatingAdd(row.Total, 1, request.Weight);
        if (isGood)
        {
            row.Good = SaturatingAdd(row.Good, 1, request.Weight);
        }

        if (request.Weight > 1)
        {
            row.Sampling += SamplingVariance.Of(request.Weight, isGood);
        }
    }

    private RollupRow RowOf(in EntryRequest request, long minute)
    {
        var key = new Key(request.Resource, XxHash128.HashToUInt128(request.Route.Span), minute, request.Operation, request.Kind);
        if (_rows.TryGetValue(key, out var row))
        {
            return row;
        }

        var route = Encoding.UTF8.GetString(request.Route.Span);
        if (_rows.Count >= maxRows)
        {
            Overflowed += request.Weight;
            key = key with { Route = 0 };
            route = EntryRequest.Other;
            if (_rows.TryGetValue(key, out row))
            {
                return row;
            }
        }

        var operation = request.Operation < 0 ? "" : operations.Names[request.Operation];
        return _rows[key] = new RollupRow(minute, operation, request.Resource, route, request.Kind);
    }

    private static long SaturatingAdd(long sum, long duration, long weight)
    {
        var total = sum + ((decimal)duration * weight);
        return total > long.MaxValue ? long.MaxValue : (long)total;
    }
}
