namespace Upshot.Plan.Generate.Python;

/// <summary>
/// A Python package for a plan, on the public API of OpenTelemetry: its calls, what the plan says of itself, and, in <c>_upshot</c>, what every
/// such package is made of.
/// </summary>
public static class PythonPackage
{
    /// <summary><paramref name="module"/>: what it is imported as; empty: the product's name.</summary>
    public static IReadOnlyList<GeneratedFile> Write(ProductPlan plan, CallSites sites, string module = "")
    {
        var folder = (module.Length > 0 ? module : PythonNames.Module(sites.Product)).Replace('.', '/');
        return
        [
            new($"{folder}/__init__.py", PythonCalls.Write(sites)),
            new($"{folder}/py.typed", ""),
            new($"{folder}/upshot_plan.py", PythonPlan.Write(plan, sites)),
            .. PythonRuntime.Files.Select(file => file with { Path = $"{folder}/_upshot/{file.Path}" }),
        ];
    }
}
