using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Upshot.Plan.Generate.CSharp;

namespace Upshot.Instrument.Generator;

/// <summary>
/// From the files of the plan to typed instrumentation. It looks at nothing but these files and a few properties, so that no edit of
/// code makes it run again.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class InstrumentGenerator : IIncrementalGenerator
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var options = context.AnalyzerConfigOptionsProvider.Select((provider, _) => Options(provider.GlobalOptions)).WithTrackingName("Options");
        var plan = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, stop) => Read(pair.Left, pair.Right, stop))
            .Where(text => text is { BelongsToPlan: true })
            .Collect()
            .Select((texts, _) => new Values<PlanText>([.. texts.Select(t => t!).OrderBy(t => t.Path, StringComparer.Ordinal)]))
            .WithTrackingName("Plan");
        var source = plan.Combine(options).Select((pair, _) => PlanSource.Of(pair.Left, pair.Right)).WithTrackingName("Source");
        context.RegisterSourceOutput(source, Write);
    }

    private static void Write(SourceProductionContext context, PlanSource? source)
    {
        if (source is null)
        {
            return;
        }

        foreach (var problem in source.Problems)
        {
            context.ReportDiagnostic(PlanDiagnostics.Of(problem, source.Plan));
        }

        foreach (var file in source.Files)
        {
            context.AddSource(file.Path, SourceText.From(file.Text, s_utf8));
        }
    }

    private static PlanText? Read(AdditionalText text, AnalyzerConfigOptionsProvider provider, CancellationToken stop) =>
        provider.GetOptions(text).TryGetValue("build_metadata.AdditionalFiles.UpshotPlanPath", out var path) && path.Length > 0
            ? new PlanText(path.Replace('\\', '/'), text.Path, text.GetText(stop)?.ToString() ?? "")
            : null;

    private static CSharpOptions Options(AnalyzerConfigOptions options)
    {
        var name = Property("UpshotNamespace");
        return new CSharpOptions(name.Length > 0 ? name : Property("RootNamespace"), Property("UpshotClass"), Property("UpshotPublic").Equals("true", StringComparison.OrdinalIgnoreCase));

        string Property(string property) => options.TryGetValue("build_property." + property, out var value) ? value.Trim() : "";
    }
}
