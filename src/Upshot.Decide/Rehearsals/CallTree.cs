using Upshot.Decide.AlertProofs;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>A call of an operation's journey.</summary>
/// <param name="Parent">Index of the call it is made by; −1: the entry.</param>
internal sealed record Call(string Service, string Name, int Parent, double OwnMillis);

/// <summary>An operation as its journeys have it: the entry and the calls below it, from which traces are made.</summary>
internal sealed class CallTree
{
    private const double UsualMillis = 8;
    private readonly List<Call> _calls = [];

    /// <param name="calls">As traces have them, instead of those that journeys name; empty: none are known.</param>
    public CallTree(ProductPlan plan, Operation operation, IReadOnlyList<RecentCall>? calls = null)
    {
        Operation = operation;
        if (calls is { Count: > 0 })
        {
            _calls.AddRange(calls.Select(c => new Call(c.Service, c.Name, c.Parent, Math.Max(0.01, c.OwnMillis))));
            return;
        }

        _calls.Add(new(operation.Entry.Service ?? operation.Name, NameOf(operation.Entry, operation.Name), -1, UsualMillis));
        foreach (var journey in plan.Journeys.Where(j => j.Operation == operation.Name))
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var step in journey.Steps)
            {
                var parent = step.Under is { } under && places.TryGetValue(under, out var place) ? place : 0;
                places[step.Name] = _calls.Count;
                _calls.Add(new(step.Match.Service ?? _calls[parent].Service, NameOf(step.Match, step.Name), parent, step.Latency is { } limit ? Math.Min(limit.TotalMilliseconds / 3, UsualMillis * 3) : UsualMillis));
            }
        }
    }

    public Operation Operation { get; }

    public string Entry => _calls[0].Service;

    /// <summary>Services below the entry.</summary>
    public IReadOnlyList<string> Inner => [.. _calls.Skip(1).Select(c => c.Service).Where(s => s != Entry).Distinct()];

    public bool Uses(string service) => _calls.Any(c => c.Service == service);

    /// <summary>Whether a fault is felt here: one in the entry is the operation's own; one below it is everybody's who calls it.</summary>
    public bool Touches(Fault fault) => fault.Service == Entry ? fault.Operation == Operation.Name : Uses(fault.Service);

    /// <summary>A trace in which nothing is wrong.</summary>
    public TraceEvidence Usual(Chance chance) => Build(chance, "", 0, isDown: false, failsAtEntry: false);

    /// <summary>A trace that failed: in a service, because it could not be reached, or in the entry itself for no reason.</summary>
    public TraceEvidence Failed(Chance chance, string service, bool isDown, bool atEntry) => Build(chance, service, 0, isDown, atEntry || !Uses(service));

    public TraceEvidence Slow(Chance chance, string service, TimeSpan added) => Build(chance, service, added.TotalMilliseconds, isDown: false, failsAtEntry: false);

    private TraceEvidence Build(Chance chance, string service, double addedMillis, bool isDown, bool failsAtEntry)
    {
        var fails = service.Length > 0 && addedMillis == 0;
        var at = _calls.FindIndex(c => c.Service == service);
        var (spans, failed) = (new List<SpanEvidence>(), new HashSet<int>());
        for (var i = fails ? (failsAtEntry ? 0 : at) : -1; i >= 0; i = _calls[i].Parent)
        {
            failed.Add(i);
        }

        Add(0, "", 0);
        return new($"{chance.Next():x16}{chance.Next():x16}", spans);

        // Children one after the other, then the self time; answers when the call ends.
        double Add(int index, string parentId, double start)
        {
            var call = _calls[index];
            var crosses = call.Parent >= 0 && _calls[call.Parent].Service != call.Service;
            var isUnreached = isDown && index == at && !failsAtEntry;
            var (id, clientId) = ($"{index}s", $"{index}c");
            var end = start + (call.OwnMillis * Math.Exp(0.3 * chance.NextNormal())) + (index == at ? addedMillis : 0);
            if (isUnreached)
            {
                end = start + 1;
            }
            else
            {
                for (var child = 1; child < _calls.Count; child++)
                {
                    if (_calls[child].Parent == index)
                    {
                        end = Add(child, id, end);
                        if (failed.Contains(child))
                        {
                            // What comes after a failure is not asked for any more.
                            break;
                        }
                    }
                }

                spans.Add(Span(id, crosses ? clientId : parentId, call.Service, call.Name, crosses || call.Parent < 0 ? "server" : "internal", start, end, failed.Contains(index)));
            }

            if (crosses)
            {
                spans.Add(Span(clientId, parentId, _calls[call.Parent].Service, call.Name, "client", start, end, failed.Contains(index)) with { Attributes = new Dictionary<string, string> { ["server.address"] = call.Service } });
            }
            else if (isUnreached)
            {
                spans.Add(Span(id, parentId, call.Service, call.Name, "internal", start, end, isError: true));
            }

            return end;
        }
    }

    private static SpanEvidence Span(string id, string parent, string service, string name, string kind, double start, double end, bool isError) =>
        new(id, parent, service, name, kind, (long)(start * 1e6), (long)((end - start) * 1e6), isError);

    private static string NameOf(SpanSelector selector, string fallback) => selector.Span ?? (selector.Route is { } route ? $"{selector.Method ?? "GET"} {route}" : fallback);
}
