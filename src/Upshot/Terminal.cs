namespace Upshot;

/// <summary>What reports for people have to know of where they are printed.</summary>
internal static class Terminal
{
    public static bool ShowsColor(TextWriter output) =>
        ((output == Console.Out && !Console.IsOutputRedirected) || (output == Console.Error && !Console.IsErrorRedirected))
        && Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Text of strangers: it can neither move the cursor nor colour the terminal.</summary>
    public static string Printable(string text) => Visible.Text(text);

    public static string Paint(string text, string color, bool useColor) => useColor ? $"\u001b[{color}m{text}\u001b[0m" : text;
}
