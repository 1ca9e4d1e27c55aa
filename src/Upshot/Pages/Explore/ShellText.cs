namespace Upshot.Pages.Explore;

/// <summary>A command as it can be pasted into a shell.</summary>
internal static class ShellText
{
    /// <summary>Empty: a value of strangers holds what no shell should be given.</summary>
    public static string Of(string command, params ReadOnlySpan<string> arguments)
    {
        var text = command;
        foreach (var argument in arguments)
        {
            if (argument.Any(char.IsControl))
            {
                return "";
            }

            text += $" {Quoted(argument)}";
        }

        return text;
    }

    private static string Quoted(string argument) =>
        argument.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"\"{argument}\"" : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
