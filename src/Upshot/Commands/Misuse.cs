using System.CommandLine;
using System.CommandLine.Invocation;

namespace Upshot.Commands;

/// <summary>A command line that cannot be understood gets a line for each mistake, not a page of help.</summary>
internal static class Misuse
{
    /// <summary>Null: it is understood, or something else is to be done with it.</summary>
    public static int? Tell(ParseResult parsed, TextWriter error)
    {
        if (parsed.Action is not ParseErrorAction)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var path = Path(command);
        var said = parsed.UnmatchedTokens is [var unknown, ..]
            ? [Unknown(unknown, command, path, Likely(parsed))]
            : parsed.Errors.Select(e => Line(e.Message, command)).Distinct();
        foreach (var line in said)
        {
            error.WriteLine($"{line} See: {path} --help");
        }

        return ExitCode.Failed;
    }

    private static string Unknown(string word, Command command, string path, string? likely)
    {
        var what = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        return $"{path} has no {what} {Terminal.Printable(word)}.{(likely is null ? "" : $" Did you mean {likely}?")}";
    }

    private static string Line(string message, Command command) =>
        command.Subcommands.Count > 0 && command.Action is null
            ? $"A command is missing: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}."
            : Terminal.Printable(string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>The parser knows which word is near; it says so in lines of its own, the first of which is a question.</summary>
    private static string? Likely(ParseResult parsed)
    {
        using var written = new StringWriter();
        using var nothing = new StringWriter();
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error) = (written, nothing);
        new ParseErrorAction { ShowHelp = false, ShowTypoCorrections = true }.Invoke(parsed);
        (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error) = (output, error);
        return written.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1).FirstOrDefault();
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "upshot";
}
