using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether what carries a contract keeps it: name and version.</summary>
internal static class ContractCheck
{
    public static readonly CheckInfo Info = new("broken-contract", "A signal carries the contract of another name or version than the plan declares.", "Code and plan are out of step: the generated instrumentation is stale, or something was renamed by hand.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) =>
        seen.Spans.SelectMany(s => Of(s, s.Item.Name, s.Item.Attributes))
            .Concat(seen.Metrics.SelectMany(m => Of(m, m.Item.Name)))
            .Concat(seen.Logs.SelectMany(l => Of(l, l.Item.EventName)));

    private static IEnumerable<VerificationProblem> Of<T>(Seen<T> item, string name, IReadOnlyDictionary<string, CapturedValue>? attributes = null)
    {
        if (item is not { Signal: { } signal, Contract.Length: > 0 })
        {
            yield break;
        }

        var version = Contract.Parse(item.Contract).Version;
        if (version != signal.Version)
        {
            yield return new(
                Info.Id,
                item.At(name),
                $"The {Format.Of(signal.Kind)} {name} says that it is {item.Contract}; the plan declares version {signal.Version}.",
                "Generate the instrumentation again from this plan, or declare the version that is emitted with a migration.")
            {
                Declared = signal.Location,
            };
        }

        // What a name is made of and is missing is missed by another check.
        var declared = signal.SpanName.Length == 0 ? signal.Name : SpanNaming.Of(signal.SpanName, a => attributes?.GetValueOrDefault(a)?.Text) ?? name;
        if (name != declared)
        {
            yield return new(
                Info.Id,
                item.At(name),
                $"The {Format.Of(signal.Kind)} {signal.Id} is emitted as '{Format.Short(name)}'; the plan calls it {Format.Short(declared)}.",
                $"Emit it as {Format.Short(declared)}; if the new name is wanted, change the plan, raise the version and declare a migration.")
            {
                Declared = signal.Location,
            };
        }
    }
}
