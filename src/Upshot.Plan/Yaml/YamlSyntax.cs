using Upshot.Plan.Problems;
using YamlDotNet.Core;

namespace Upshot.Plan.Yaml;

/// <summary>Explains a scanner's error to a person who edits the file.</summary>
internal static class YamlSyntax
{
    public static Problem Explain(YamlException e, SourceLocation at, string text, int firstLine)
    {
        for (var line = at.Line; line <= at.Line + 1; line++)
        {
            // The scanner names the line before, where it began to wonder.
            var indent = Lines.Of(text, line - firstLine + 1).TakeWhile(c => c is ' ' or '\t').ToList();
            if (indent.Contains('\t'))
            {
                var tab = new SourceLocation(at.File, line, indent.IndexOf('\t') + 1);
                return Of(tab, "The line is indented with a tab, which YAML does not allow.", "Indent with spaces.");
            }
        }

        var message = (e.InnerException?.Message ?? e.Message).TrimEnd('.', ' ');
        return Of(at, $"The file is not valid YAML: {Quote.Clip(message)}.", "Correct the syntax here or in the lines just above: indentation, quotes, brackets and colons.");
    }

    private static Problem Of(SourceLocation location, string message, string remedy) => new(location, Rules.YamlSyntax.Id, Rules.YamlSyntax.Severity, message, remedy);
}
