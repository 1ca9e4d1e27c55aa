using System.Reflection;

namespace Upshot.Instrument.Plans;

/// <summary>
/// Finds generated instrumentation by the <see cref="AssemblyMetadataAttribute"/> <c>Upshot.Plan</c> = <c>product@digest</c>, so that
/// generated code needs no reference to this package.
/// </summary>
internal static class GeneratedPlans
{
    public const string Key = "Upshot.Plan";

    public static IReadOnlyList<PlanInfo> In(IEnumerable<Assembly> assemblies) =>
        [.. assemblies.Where(a => !a.IsDynamic).Distinct().SelectMany(Of).DistinctBy(p => p.Product)];

    private static IEnumerable<PlanInfo> Of(Assembly assembly)
    {
        foreach (var attribute in assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (attribute.Key == Key && attribute.Value?.Split('@') is [{ Length: > 0 } product, { Length: > 0 } digest])
            {
                yield return new(product, digest, product.ToLowerInvariant());
            }
        }
    }
}
