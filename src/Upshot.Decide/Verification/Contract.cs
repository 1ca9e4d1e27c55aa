using System.Globalization;
using Upshot.Evidence;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>What generated instrumentation says of itself: the signal's id and version.</summary>
internal static class Contract
{
    /// <summary>Of spans and log records: <c>id@version</c>.</summary>
    public const string Signal = CallSites.SignalAttribute;

    /// <summary>Of scopes: the contracts of all metrics in it, separated by commas.</summary>
    public const string Signals = CallSites.SignalsAttribute;

    /// <summary>What generated instrumentation adds to what the plan declares. Only these: the server itself has attributes in the same namespace.</summary>
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal) { Signal, Signals, CallSites.OutcomeAttribute, "upshot.queue.name", StalePlanCheck.Digests };

    public static bool IsOwn(string attribute) => s_own.Contains(attribute);

    public static string Of(IReadOnlyDictionary<string, CapturedValue> attributes) =>
        attributes.TryGetValue(Signal, out var value) ? value.Text : "";

    public static IEnumerable<string> OfScope(InstrumentationScope scope) =>
        scope.Attributes.TryGetValue(Signals, out var value)
            ? value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    /// <summary>The version is 0 where the text names none.</summary>
    public static (string Id, int Version) Parse(string contract)
    {
        var at = contract.LastIndexOf('@');
        return at > 0 && int.TryParse(contract.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (contract[..at], version)
            : (contract, 0);
    }
}
