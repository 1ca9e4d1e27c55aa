using Spectre.Console;

namespace Upshot.Demo;

/// <summary>Says what happens, each line with the seconds since the start.</summary>
internal sealed class DemoProgress(IAnsiConsole console, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <param name="markup">In Spectre's markup.</param>
    public void Say(string markup) => console.MarkupLine($"[grey]{time.GetElapsedTime(_began).TotalSeconds,5:0.0} s[/]  {markup}");

    public void SayKept(Uri address, string data, int process)
    {
        console.MarkupLine($"Upshot stays up at [link]{address.GetLeftPart(UriPartial.Authority)}[/] (process {process}, data in {Markup.Escape(data)}).");
        console.MarkupLine(OperatingSystem.IsWindows() ? $"End it with: taskkill /PID {process} /F" : $"End it with: kill {process}");
    }
}
