using System.CommandLine;
using Upshot.Client;

namespace Upshot.Commands.Mcp;

/// <summary><c>upshot mcp</c>: the same answers for assistants, over the Model Context Protocol.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var command = new Command("mcp", "Answer an assistant over the Model Context Protocol, on standard input and output. An editor starts this; it reads, and changes nothing. A server answers the same at /mcp.");
        SourceOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var interruption = new Interruption(cancellation);

            // Standard output carries the protocol alone: whatever else is printed goes where editors keep their logs.
            await using var output = Console.OpenStandardOutput();
            await using var input = Console.OpenStandardInput();
            Console.SetOut(Console.Error);
            await using var bridge = new McpBridge(SourceOptions.Of(parsed));
            try
            {
                await bridge.RunAsync(input, output, interruption.Token);
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                // It was asked to end.
            }

            return ExitCode.Yes;
        });
        return command;
    }
}
