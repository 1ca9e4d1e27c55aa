using Upshot.Plan;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.CSharp;
using Upshot.Plan.Generate.Python;
using Upshot.Plan.Generate.TypeScript;

namespace Upshot.Commands.Generate;

/// <summary>The languages that instrumentation is generated in; the last argument is a namespace, for those that have one.</summary>
internal static class Languages
{
    public static readonly SortedDictionary<string, Func<ProductPlan, CallSites, string, IReadOnlyList<GeneratedFile>>> All = new(StringComparer.Ordinal)
    {
        ["csharp"] = (plan, sites, name) => CSharpGenerator.Generate(plan, sites, new CSharpOptions(name.Length > 0 ? name : sites.Product.Pascal)),
        ["python"] = (_, sites, _) => PythonModule.Write(sites),
        ["typescript"] = (_, sites, _) => TypeScriptModule.Write(sites),
    };
}
