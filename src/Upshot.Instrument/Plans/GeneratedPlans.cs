using System.Globalization;
using System.Reflection;

namespace Upshot.Instrument.Plans;

/// <summary>
/// Finds generated instrumentation by what it says of itself in <see cref="AssemblyMetadataAttribute"/>s, so that neither
/// refers to the other.
/// </summary>
internal static class GeneratedPlans
{
    /// <summary>Each product once: assemblies of one application may share a plan.</summary>
    public static IReadOnlyList<PlanInfo> In(IEnumerable<Assembly> assemblies) =>
        [.. assemblies.Where(a => !a.IsDynamic).Distinct().Select(Of).OfType<PlanInfo>().DistinctBy(p => (p.Product, p.Digest))];

    private static PlanInfo? Of(Assembly assembly) => Of(assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Select(a => (a.Key, a.Value ?? "")));

    internal static PlanInfo? Of(IEnumerable<(string Key, string Value)> metadata)
    {
        var values = metadata.Where(m => m.Key.StartsWith("Upshot.", StringComparison.Ordinal)).ToLookup(m => m.Key, m => m.Value);
        return values["Upshot.Plan"].FirstOrDefault() is { } plan && plan.LastIndexOf('@') is > 0 and var at && values["Upshot.Scope"].FirstOrDefault() is { } scope
            ? new(plan[..at], plan[(at + 1)..], scope)
            {
                SamplingProbability = Share(values["Upshot.Sampling"].FirstOrDefault()) ?? 1,
                Critical = [.. values["Upshot.Critical"]],
                MetricNames = values["Upshot.Metric"].Select(m => m.Split(' ')).Where(m => m.Length == 2).DistinctBy(m => m[0]).ToDictionary(m => m[0], m => m[1]),
                Signals = [.. values["Upshot.Signal"].Select(Stage).OfType<SignalStage>()],
            }
            : null;
    }

    /// <summary><c>span.shop.place_order@1 canary 0.1</c>.</summary>
    private static SignalStage? Stage(string text) =>
        text.Split(' ') is [var contract, var stage, var share] && Share(share) is { } value ? new(contract.Split('@')[0], stage, value) : null;

    private static double? Share(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 ? value : null;
}
