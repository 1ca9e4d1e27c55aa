using System.CommandLine;

namespace Upshot.Commands;

/// <summary><c>upshot completion</c>: scripts that let a shell ask this program what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command("completion", "Print a script that completes commands in a shell: source <(upshot completion bash)") { shell };
        command.SetAction(parsed =>
        {
            using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{parsed.GetRequiredValue(shell)}")!;
            using var reader = new StreamReader(script);
            parsed.InvocationConfiguration.Output.Write(reader.ReadToEnd());
            return ExitCode.Yes;
        });
        return command;
    }
}
