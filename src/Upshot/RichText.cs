using Spectre.Console;

namespace Upshot;

/// <summary>Tables, marks and colours for people, made when the first of them is printed: a command that prints plain text does not pay for them.</summary>
internal static class RichText
{
    private static readonly Lazy<IAnsiConsole> s_output = new(Make);

    public static IAnsiConsole Output => s_output.Value;

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
