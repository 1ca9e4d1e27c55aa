using System.Text;
using Spectre.Console;

namespace Upshot;

/// <summary>Tables, marks and colours for people, made when the first of them is printed: a command that prints plain text does not pay for them.</summary>
internal static class RichText
{
    private static readonly Lazy<IAnsiConsole> s_output = new(Make);

    public static IAnsiConsole Output => s_output.Value;

    /// <summary>A line of markup. Where nobody sees colours it is its text, so that what draws tables need not be loaded for it.</summary>
    public static void Line(string markup)
    {
        if (Console.IsOutputRedirected && !s_output.IsValueCreated)
        {
            Console.Out.WriteLine(TextOf(markup));
        }
        else
        {
            Output.MarkupLine(markup);
        }
    }

    /// <summary>Text that is no markup, as <see cref="Markup.Escape"/> has it.</summary>
    public static string Escape(string text) => text.Replace("[", "[[", StringComparison.Ordinal).Replace("]", "]]", StringComparison.Ordinal);

    /// <summary>Brackets are styles, and twice the same bracket is that bracket.</summary>
    internal static string TextOf(string markup)
    {
        var text = new StringBuilder(markup.Length);
        for (var at = 0; at < markup.Length; at++)
        {
            var c = markup[at];
            if (c is '[' or ']' && at + 1 < markup.Length && markup[at + 1] == c)
            {
                at++;
            }
            else if (c == '[')
            {
                at = markup.IndexOf(']', at) is >= 0 and var end ? end : throw new FormatException($"A style of {markup} has no end.");
                continue;
            }

            text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>Without colours nothing but text is written: who does not want colours wants no bold letters either.</summary>
    public static AnsiConsoleSettings Settings(TextWriter to, bool showsColor) => new()
    {
        Out = new AnsiConsoleOutput(to),
        Ansi = showsColor ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = showsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
    };

    private static IAnsiConsole Make()
    {
        var console = AnsiConsole.Create(Settings(Console.Out, Terminal.ShowsColor(Console.Out)));
        if (Console.IsOutputRedirected)
        {
            // A pipe has no width that lines must fit into.
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
