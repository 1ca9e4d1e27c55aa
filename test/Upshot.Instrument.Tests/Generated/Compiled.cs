using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Upshot.Instrument.Generator;

namespace Upshot.Instrument.Tests.Generated;

/// <summary>User's code compiled together with what the generator makes of a plan.</summary>
internal sealed record Compiled(ImmutableArray<Diagnostic> OfPlan, IReadOnlyList<Diagnostic> OfCode, GeneratorDriver Driver, Compilation Input, PlanFiles Plan, byte[] Image)
{
    private static readonly ImmutableArray<MetadataReference> s_platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "Microsoft.Extensions.Logging.Abstractions.dll" or "Microsoft.Extensions.DependencyInjection.Abstractions.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    public IReadOnlyDictionary<string, string> Sources => Driver.GetRunResult().Results[0].GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public static Compiled From(PlanFiles plan, string code = "")
    {
        var input = CSharpCompilation.Create(
            "Application",
            [CSharpSyntaxTree.ParseText(code, path: "Application.cs", cancellationToken: TestContext.Current.CancellationToken)],
            s_platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create(
                [new InstrumentGenerator().AsSourceGenerator()],
                plan.Texts,
                CSharpParseOptions.Default,
                plan,
                new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGeneratorsAndUpdateCompilation(input, out var output, out var diagnostics, TestContext.Current.CancellationToken);
        using var assembly = new MemoryStream();
        var emitted = output.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        return new(diagnostics, [.. emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)], driver, input, plan, assembly.ToArray());
    }
}
