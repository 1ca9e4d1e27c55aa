using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>Pieces of TypeScript that templates are filled with.</summary>
internal static class TypeScriptText
{
    private const int Width = 120, Indentation = 2;

    // Stands where a hole of a template stays empty, so that its line goes.
    private const string Nothing = "\0";

    /// <summary><c>before(items)after</c> on one line, or a line for each item where that would be too long.</summary>
    /// <param name="depth">Of the line that it stands in.</param>
    public static string Wrapped(string before, IEnumerable<string> items, string after, int depth)
    {
        var all = items.Where(i => i.Length > 0).ToList();
        var line = all.Count > 0 ? $"{before}{string.Join(", ", all)}{after}" : before.TrimEnd() + after.TrimStart();
        return line.Length + (depth * Indentation) <= Width || all.Count == 0
            ? line
            : $"{before.TrimEnd()}\n{string.Concat(all.Select(item => $"  {item},\n"))}{after.TrimStart()}";
    }

    /// <summary>Every line but the first, which stands where the template has the hole, as deep as the hole is. Nothing takes the hole's line away.</summary>
    public static string At(int depth, string block) =>
        block.Length == 0 ? Nothing : block.TrimEnd('\n').Replace("\n", "\n" + new string(' ', depth * Indentation));

    /// <summary>One below the other.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join("\n", lines);

    /// <summary>Without the lines that stayed empty, and without blanks on lines that are empty.</summary>
    public static string Tidy(string template) =>
        Regex.Replace(Regex.Replace(template.Replace("\r", ""), $"^ *{Nothing}\n", "", RegexOptions.Multiline), "^ +$", "", RegexOptions.Multiline);
}
