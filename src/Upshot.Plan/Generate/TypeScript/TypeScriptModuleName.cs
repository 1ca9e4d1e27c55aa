using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>What the file of a module may be called. It is imported by its path, so that it hides nothing.</summary>
public static partial class TypeScriptModuleName
{
    /// <summary>Why it cannot have this name, and what to do; null: it can. Empty: it is named after the product.</summary>
    public static string? Refusal(string module) => module.Length == 0 || Allowed().IsMatch(module)
        ? null
        : $"--module {module} cannot be the name of a file: it needs letters, digits, underscores, hyphens and dots, such as signals, without the ending.";

    [GeneratedRegex(@"^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*(?<!\.|\.ts)\z")]
    private static partial Regex Allowed();
}
