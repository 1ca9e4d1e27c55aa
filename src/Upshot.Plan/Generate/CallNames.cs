using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Generate;

/// <summary>Names of the calls: the signal's own name without the product. A span keeps it; a metric or event of that name says what it is.</summary>
internal static class CallNames
{
    public static IReadOnlyDictionary<string, CallName> Of(IReadOnlyList<Signal> signals, CallName product, ProblemList problems)
    {
        var names = new Dictionary<string, CallName>(StringComparer.Ordinal);
        var taken = new Dictionary<CallName, Signal>(CallName.IgnoringCase);
        foreach (var signal in signals.OrderBy(s => Rank(s.Kind)))
        {
            var name = CallName.Of(signal.Name).Without(product);
            if (name.IsEmpty)
            {
                problems.Add(signal.Location, Rules.NameCollision, $"The name {Quote.Of(signal.Name)} has no letter, so generated code cannot be named after it.", "Give it a name with letters.");
                name = CallName.Of(signal.Id);
            }

            if (taken.TryGetValue(name, out var other) && other.Kind != signal.Kind)
            {
                name = name.With(signal.Kind == SignalKind.Metric ? "metric" : "event");
            }

            // Two declarations of one metric differ in their ids.
            if (taken.TryGetValue(name, out other) && other.Name == signal.Name)
            {
                name = CallName.Of(signal.Id);
            }

            if (taken.TryGetValue(name, out other))
            {
                problems.Add(signal.Location, Rules.NameCollision, $"{Quote.Of(signal.Name)} would have the same name {name.Pascal} in generated code as {Quote.Of(other.Name)} in {other.Location}.", "Give one of them another name.");
            }
            else
            {
                taken.Add(name, signal);
            }

            names[signal.Id] = name;
        }

        return names;
    }

    private static int Rank(SignalKind kind) => kind switch
    {
        SignalKind.Span => 0,
        SignalKind.Metric => 1,
        _ => 2,
    };
}
