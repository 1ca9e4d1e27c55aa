using System.CommandLine;
using System.Text.Json;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot get ADDRESS</c>: any answer of the API, also where no server runs: what stands below a table of the pages.</summary>
internal static class GetCommand
{
    private const string Api = "/api/v1/";

    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = $"As below the tables of the pages: {Api}map?since=6h, or map?since=6h. /openapi/v1.json of a server lists them." };
        var format = ServerCommand.Format("json", "csv");
        var command = new Command("get", "Print an answer of the API: the data of any table or chart of the pages.") { address, format };
        ServerCommand.SetAction(
            command,
            async (client, parsed, cancellation) =>
            {
                var isCsv = parsed.GetValue(format) == "csv";
                var path = PathOf(parsed.GetValue(address)!);
                var text = await client.GetTextAsync(isCsv ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=csv" : path, cancellation);
                if (text.Length > 0 && text[0] is '{' or '[')
                {
                    using var json = JsonDocument.Parse(text);
                    text = AnswerClient.ToText(json.RootElement);
                }

                Console.Out.WriteLine(text.TrimEnd());
                return ExitCode.Yes;
            },
            parsed => PathOf(parsed.GetValue(address)!));
        return command;
    }

    private static string PathOf(string address)
    {
        var path = address.StartsWith(Api, StringComparison.Ordinal) ? address : Api + address;
        return address.StartsWith(Api, StringComparison.Ordinal) || !(address.Length == 0 || address[0] == '/' || address.Contains("://", StringComparison.Ordinal))
            ? path.Split('#')[0]
            : throw new CommandException($"\"{address}\" is no address of the API: they begin with {Api}. The server itself is named by --server URL.");
    }
}
