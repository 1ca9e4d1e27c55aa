using System.CommandLine;

namespace Upshot.Client;

/// <summary>Makes a command one that asks a server: its options, its errors, its exit code.</summary>
internal static class ServerCommand
{
    public static readonly string[] TextOrJson = ["text", "json"];

    public static Option<string> Format(params string[] formats)
    {
        var option = new Option<string>("--format") { Description = $"{string.Join(", ", formats)}. The default is {formats[0]}.", DefaultValueFactory = _ => formats[0] };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    /// <param name="before">Looks at what was said before anything is opened.</param>
    public static void SetAction(Command command, Func<AnswerClient, ParseResult, CancellationToken, Task<int>> run, Action<ParseResult>? before = null)
    {
        SourceOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var interruption = new Interruption(cancellation);
            try
            {
                before?.Invoke(parsed);
                await using var client = await AnswerClient.ConnectAsync(SourceOptions.Of(parsed), interruption.Token);
                return await run(client, parsed, interruption.Token);
            }
            catch (CommandException e)
            {
                Console.Error.WriteLine(Visible.Lines(e.Message));
                return ExitCode.Failed;
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                Console.Error.WriteLine("Stopped before there was an answer.");
                return ExitCode.Failed;
            }
        });
    }
}
