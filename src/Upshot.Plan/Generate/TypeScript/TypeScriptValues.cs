using static Upshot.Plan.Generate.TypeScript.TypeScriptText;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>What a call takes: one object, whose properties an interface names.</summary>
internal static class TypeScriptValues
{
    // Behind a block that fills a hole: newlines at its end are cut, and blanks alone on a line go when all is tidied.
    private const string EmptyLine = "\n ";

    /// <summary>The interface, with the empty line behind it; empty when there are no values.</summary>
    /// <param name="demand">False: all may be left out.</param>
    public static string Interface(string type, string brief, IReadOnlyList<CallParameter> parameters, bool demand) => parameters.Count == 0 ? "" : $$"""
        /** {{brief}} */
        export interface {{type}} {
          {{At(1, Lines(parameters.Select(p => Property(p, demand))))}}
        }
        """ + EmptyLine;

    /// <summary>The parameter that takes the values; empty when there are none.</summary>
    public static string Parameter(string type, IReadOnlyList<CallParameter> parameters, bool demand) =>
        parameters.Count == 0 ? "" : demand && parameters.Any(p => p.IsRequired) ? $"values: {type}" : $"values: {type} = {{}}";

    public static string Join(params string[] parts) => string.Join(", ", parts.Where(p => p.Length > 0));

    private static string Property(CallParameter parameter, bool demand) =>
        (parameter.Brief.Length > 0 ? $"/** {SourceText.Remark(parameter.Brief)} */\n" : "") + TypeScriptParameters.Declared(parameter, demand);
}
