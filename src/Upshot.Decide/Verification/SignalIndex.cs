using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Finds the declared signal that something emitted is: by the contract that it carries, else by its name.</summary>
internal sealed class SignalIndex
{
    private readonly Dictionary<(SignalKind, string), Signal> _byId = [];
    private readonly Dictionary<(SignalKind, string), Signal> _byName = [];

    public SignalIndex(ProductPlan plan)
    {
        foreach (var signal in plan.Signals)
        {
            _byId.TryAdd((signal.Kind, signal.Id), signal);
            _byName.TryAdd((signal.Kind, signal.Name), signal);
        }
    }

    public Seen<CapturedSpan> Match(CapturedSpan span)
    {
        var contract = Contract.Of(span.Attributes);
        return new(span, span.Origin, Find(SignalKind.Span, contract, span.Name), contract, LibraryScopes.Contains(span.Origin.Scope.Name));
    }

    public Seen<CapturedLog> Match(CapturedLog log)
    {
        var contract = Contract.Of(log.Attributes);
        return new(log, log.Origin, Find(SignalKind.Event, contract, log.EventName), contract, LibraryScopes.Contains(log.Origin.Scope.Name));
    }

    public Seen<CapturedMetric> Match(CapturedMetric metric)
    {
        var signal = Find(SignalKind.Metric, "", metric.Name);
        var contract = signal is null ? "" : Contract.OfScope(metric.Origin.Scope).FirstOrDefault(c => Contract.Parse(c).Id == signal.Id) ?? "";
        return new(metric, metric.Origin, signal, contract, LibraryScopes.Contains(metric.Origin.Scope.Name));
    }

    private Signal? Find(SignalKind kind, string contract, string name) =>
        contract.Length > 0 ? _byId.GetValueOrDefault((kind, Contract.Parse(contract).Id)) : name.Length > 0 ? _byName.GetValueOrDefault((kind, name)) : null;
}
