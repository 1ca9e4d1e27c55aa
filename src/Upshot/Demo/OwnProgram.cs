namespace Upshot.Demo;

/// <summary>
/// How this program starts itself again. As a package it is a program of its own, and there may be no <c>dotnet</c>; as a build
/// it may be a dll that <c>dotnet</c> runs.
/// </summary>
internal sealed record OwnProgram(string File, IReadOnlyList<string> Arguments)
{
    public static OwnProgram Find() =>
        Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "upshot"
            ? new(self, [])
            : new(DotnetProgram.Host, [typeof(OwnProgram).Assembly.Location]);
}
