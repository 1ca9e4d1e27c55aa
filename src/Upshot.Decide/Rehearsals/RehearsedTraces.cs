using Upshot.Decide.AlertProofs;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>A request of a rehearsal with all its spans.</summary>
public sealed record RehearsedTrace(Operation Operation, DateTimeOffset Start, TraceEvidence Trace);

/// <summary>Traces of a product's operations, with at most one fault: what a store would hold at such a moment.</summary>
public static class RehearsedTraces
{
    private const double FailingShare = 0.3, SlowShare = 0.95;

    /// <summary>Evenly over the time, as many of each operation.</summary>
    public static IReadOnlyList<RehearsedTrace> Of(ProductPlan plan, Fault? fault, DateTimeOffset from, TimeSpan length, int eachOperation, ulong seed)
    {
        var (chance, traces) = (new Chance(seed), new List<RehearsedTrace>());
        foreach (var tree in plan.Operations.Select(o => new CallTree(plan, o)))
        {
            for (var i = 0; i < eachOperation; i++)
            {
                var at = from + (length * ((i + 0.5) / eachOperation));
                if (Trace(plan, tree, fault is { } active && active.IsActive(at) && tree.Touches(active) ? active : null, at, chance) is { } trace)
                {
                    traces.Add(new(tree.Operation, at, trace));
                }
            }
        }

        return traces;
    }

    /// <summary>Where a kind of fault can lie, first of operations that some objectives are about.</summary>
    /// <param name="objectives">Names of those whose users are to feel it; empty: any.</param>
    public static Fault? PlaceOf(ProductPlan plan, FaultKind kind, IReadOnlyCollection<string> objectives, DateTimeOffset from, TimeSpan length)
    {
        var operations = plan.Objectives.Where(o => objectives.Count == 0 || objectives.Contains(o.Name)).Select(o => o.Operation).ToHashSet(StringComparer.Ordinal);
        return Rehearsal.Places(plan, kind).Where(p => operations.Contains(p.Operation)).Select(p => new Fault(kind, p.Operation, p.Service, from, length)).FirstOrDefault();
    }

    // Null: nobody came.
    private static TraceEvidence? Trace(ProductPlan plan, CallTree tree, Fault? fault, DateTimeOffset at, Chance chance) => fault?.Kind switch
    {
        FaultKind.TrafficDrop => null,
        FaultKind.Latency when chance.NextDouble() < SlowShare => tree.Slow(chance, fault.Service, LimitOf(plan, tree.Operation) * 1.5),
        FaultKind.Errors or FaultKind.SlowBurn when chance.NextDouble() < FailingShare => tree.Failed(chance, fault.Service, isDown: false, atEntry: fault.Service == tree.Entry),
        FaultKind.DependencyDown => tree.Failed(chance, fault.Service, isDown: true, atEntry: false),
        FaultKind.TelemetryLoss => tree.Usual(chance) is var usual ? usual with { Spans = [.. usual.Spans.Where(s => s.Service != fault.Service)] } : null,
        _ => tree.Usual(chance),
    };

    private static TimeSpan LimitOf(ProductPlan plan, Operation operation) =>
        plan.Objectives.Where(o => o.Operation == operation.Name).Select(o => o.Latency).Max() ?? TimeSpan.FromSeconds(1);
}
