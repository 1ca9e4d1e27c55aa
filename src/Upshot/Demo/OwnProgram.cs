namespace Upshot.Demo;

/// <summary>
/// How this program starts itself again. As a package it is a program of its own, and there may be no <c>dotnet</c>; as a build
/// it may be a dll that <c>dotnet</c> runs.
/// </summary>
internal sealed record OwnProgram(string File, IReadOnlyList<string> Arguments)
{
    public static OwnProgram Find()
    {
        var process = Environment.ProcessPath;
        if (process is not null && Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            return new(process, [typeof(OwnProgram).Assembly.Location]);
        }

        // Tests run this code inside of a process of theirs; the program stands beside it.
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "upshot.exe" : "upshot");
        return new(process is not null && Path.GetFileNameWithoutExtension(process) == "upshot" ? process : beside, []);
    }
}
