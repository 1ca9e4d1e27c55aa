using System.CommandLine;

namespace Upshot.Tests.Commands;

/// <summary>What a command answered.</summary>
internal sealed record CommandAnswer(int Code, string Output, string Error);

/// <summary>Runs a command as the program would, in this process.</summary>
internal static class InProcess
{
    public static async Task<CommandAnswer> Run(Command command, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new CommandAnswer(code, output.ToString(), error.ToString());
    }
}
