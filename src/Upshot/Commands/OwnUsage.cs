using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Upshot.Commands;

/// <summary>
/// Help without the arguments of the commands above: <c>upshot compare samples A B</c> takes no versions, though <c>upshot
/// compare</c> does.
/// </summary>
internal sealed class OwnUsage(HelpAction standard) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var above = Above(parseResult.CommandResult.Command).Where(c => c.Arguments.Count > 0).ToList();
        if (above.Count == 0)
        {
            return standard.Invoke(parseResult);
        }

        var output = parseResult.InvocationConfiguration.Output;
        using var written = new StringWriter();
        parseResult.InvocationConfiguration.Output = written;
        var code = standard.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(Without(above, written.ToString()));
        return code;
    }

    private static string Without(List<Command> above, string help)
    {
        foreach (var command in above)
        {
            // Arguments that may be left out stand in brackets: [<baseline> [<candidate>]].
            var arguments = string.Join(' ', command.Arguments.Select(a => $@"\[*<{Regex.Escape(a.Name)}>\]*"));
            help = Regex.Replace(help, $"(?<= {Regex.Escape(command.Name)} ){arguments} ", "");
        }

        var lines = help.ReplaceLineEndings("\n").Split('\n').ToList();
        var first = lines.IndexOf("Arguments:") + 1;
        for (var left = first > 0 ? above.Sum(c => c.Arguments.Count) : 0; left > 0 && IsEntry(lines[first]); left--)
        {
            lines.RemoveAt(first);

            // The rest of a description that was wrapped.
            while (lines[first].StartsWith("   ", StringComparison.Ordinal))
            {
                lines.RemoveAt(first);
            }
        }

        // Then it has no arguments of its own.
        if (first > 0 && !IsEntry(lines[first]))
        {
            lines.RemoveRange(first - 1, 2);
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static bool IsEntry(string line) => line.StartsWith("  <", StringComparison.Ordinal);

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? [.. Above(parent), parent] : [];
}
