using System.Diagnostics;
using Spectre.Console;

namespace Upshot.Demo;

/// <summary>Says what happens, each line with the seconds since the start.</summary>
internal sealed class DemoProgress(IAnsiConsole console)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <param name="markup">In Spectre's markup.</param>
    public void Say(string markup) => console.MarkupLine($"[grey]{_clock.Elapsed.TotalSeconds,5:0.0} s[/]  {markup}");
}
