using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Something emitted, with the declared signal that it is.</summary>
/// <param name="Signal">Null when the plan declares no such signal.</param>
/// <param name="Contract">The value of <c>upshot.signal</c>, <c>id@version</c>; empty when it carries none.</param>
/// <param name="IsLibrary">A library's own instrumentation, which no plan has to declare.</param>
internal sealed record Seen<T>(T Item, TelemetryOrigin Origin, Signal? Signal, string Contract, bool IsLibrary)
{
    public TelemetryLocation At(string name, string attribute = "") => new(Origin.Service, Origin.Scope.Name, Signal?.Id ?? name, attribute);
}
