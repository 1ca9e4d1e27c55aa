using Upshot.Plan;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.CSharp;
using Upshot.Plan.Generate.Python;
using Upshot.Plan.Generate.TypeScript;

namespace Upshot.Commands.Generate;

/// <summary>The languages that instrumentation is generated in, each with what of the options is for it.</summary>
internal static class Languages
{
    public static readonly SortedDictionary<string, Func<ProductPlan, CallSites, GenerateOptions, IReadOnlyList<GeneratedFile>>> All = new(StringComparer.Ordinal)
    {
        ["csharp"] = (plan, sites, options) => CSharpGenerator.Generate(plan, sites, new CSharpOptions(options.Namespace.Length > 0 ? options.Namespace : sites.Product.Pascal, options.Class)),
        ["python"] = (plan, sites, options) => PythonPackage.Write(plan, sites, options.Module),
        ["typescript"] = (plan, sites, options) => TypeScriptModule.Write(plan, sites, options.Module),
    };
}

/// <summary>Options of single languages; empty: the language's default.</summary>
internal sealed record GenerateOptions(string Namespace, string Class, string Module);
