using Upshot.Plan;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.CSharp;
using Upshot.Plan.Generate.Python;
using Upshot.Plan.Generate.TypeScript;

namespace Upshot.Commands.Generate;

/// <summary>The languages that instrumentation is generated in; the last argument is for C# alone.</summary>
internal static class Languages
{
    public static readonly SortedDictionary<string, Func<ProductPlan, CallSites, CSharpOptions, IReadOnlyList<GeneratedFile>>> All = new(StringComparer.Ordinal)
    {
        ["csharp"] = (plan, sites, options) => CSharpGenerator.Generate(plan, sites, options.Namespace.Length > 0 ? options : options with { Namespace = sites.Product.Pascal }),
        ["python"] = (_, sites, _) => PythonModule.Write(sites),
        ["typescript"] = (_, sites, _) => TypeScriptModule.Write(sites),
    };
}
