using System.IO.Hashing;
using System.Runtime.InteropServices;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Plan;

namespace Upshot.Observe.Policy.Bounds;

/// <summary>How many values the plan lets attributes, signals and everything together have: <c>cardinality</c> and <c>cost.max_series</c>.</summary>
internal sealed class ValueBounds
{
    public static readonly ValueBounds None = new(new ProductPlan(), new());
    private readonly BoundMemory _memory;
    private readonly NameTable<Bound> _attributes;
    private readonly Dictionary<SignalKind, NameTable<Bound>> _signals = [];

    public ValueBounds(ProductPlan plan, BoundMemory memory)
    {
        _memory = memory;
        var attributes = plan.Attributes.Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition)).Where(a => a.Cardinality is not null)
            .GroupBy(a => a.Name, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, new Bound(g.Max(a => a.Cardinality!.Value), memory.Of($"attribute {g.Key}")))).ToList();
        _attributes = new(attributes);
        var signals = plan.Signals.Where(s => s.Cardinality is not null && s.Kind != SignalKind.Entity).ToList();
        foreach (var kind in signals.GroupBy(s => s.Kind))
        {
            _signals[kind.Key] = new(kind.GroupBy(s => s.Name, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, Of(g.First()))));
        }

        Series = plan.Cost.MaxSeries is { } most ? new(most, memory.Of("series")) : null;
        Any = attributes.Count > 0 || signals.Count > 0 || Series is not null;

        Bound Of(Signal signal) => new(
            signal.Cardinality!.Value,
            memory.Of($"{signal.Kind} {signal.Name}"),
            signal.Kind == SignalKind.Metric ? null : new(signal.Attributes.Select(a => KeyValuePair.Create(a.Name, true))));
    }

    public bool Any { get; }

    /// <summary>Combinations of attribute values of all metrics, and services and routes of all requests.</summary>
    public Bound? Series { get; }

    public bool HasSignals(SignalKind kind) => _signals.ContainsKey(kind);

    public Bound? OfAttribute(Slice name) => _attributes.TryFind(name.Span, out var bound) ? bound : null;

    public Bound? OfSignal(SignalKind kind, Slice name) => _signals.TryGetValue(kind, out var names) && names.TryFind(name.Span, out var bound) ? bound : null;

    public bool AdmitsRoute(in EntryRequest request, int day) =>
        Series is null || request.Route.Span.SequenceEqual(RecordBounds.Other)
        || Series.Admits(HashOf([HashOf(MemoryMarshal.AsBytes(request.Resource.Service.AsSpan())), HashOf(request.Route.Span), request.Kind]), day);

    public ulong HashOf(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes, _memory.Seed);

    public ulong HashOf(ReadOnlySpan<ulong> parts) => HashOf(MemoryMarshal.AsBytes(parts));
}
