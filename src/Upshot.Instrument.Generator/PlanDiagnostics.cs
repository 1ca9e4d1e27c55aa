using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Upshot.Plan;

namespace Upshot.Instrument.Generator;

/// <summary>Problems of the plan as diagnostics of the compiler, at the line of the plan that they are about.</summary>
internal static class PlanDiagnostics
{
    public static Diagnostic Of(Problem problem, IReadOnlyList<PlanText> plan)
    {
        var descriptor = new DiagnosticDescriptor(
            "UPSHOT_" + problem.Rule.Replace('-', '_'),
            problem.Rule,
            "{0} {1}",
            "Upshot",
            problem.Severity switch
            {
                Severity.Error => DiagnosticSeverity.Error,
                Severity.Warning => DiagnosticSeverity.Warning,
                _ => DiagnosticSeverity.Info,
            },
            isEnabledByDefault: true);
        return Diagnostic.Create(descriptor, LocationOf(problem.Location, plan), problem.Message, problem.Remedy);
    }

    private static Location LocationOf(SourceLocation location, IReadOnlyList<PlanText> plan)
    {
        if (plan.FirstOrDefault(t => t.Path == location.File) is not { } file)
        {
            return Location.None;
        }

        var text = SourceText.From(file.Text);
        var line = Math.Min(Math.Max(location.Line - 1, 0), text.Lines.Count - 1);
        var start = Math.Min(Math.Max(location.Column - 1, 0), text.Lines[line].Span.Length);
        var span = TextSpan.FromBounds(text.Lines[line].Start + start, text.Lines[line].End);
        return Location.Create(file.FullPath, span, text.Lines.GetLinePositionSpan(span));
    }
}
