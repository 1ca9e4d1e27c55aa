namespace Upshot.Pages.Explore;

/// <summary>A command as it can be pasted into a shell.</summary>
internal static class ShellText
{
    /// <summary>Empty: a value of strangers holds what no shell should be given.</summary>
    public static string Of(string command, string argument) => argument.Any(char.IsControl) ? ""
        : argument.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"{command} \"{argument}\""
        : $"{command} '{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
