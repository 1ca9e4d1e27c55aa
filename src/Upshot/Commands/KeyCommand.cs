using System.CommandLine;
using Spectre.Console;
using Upshot.Client;
using Upshot.Server.Access;

namespace Upshot.Commands;

/// <summary><c>upshot key</c>: make keys, list them, revoke them.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var command = new Command("key", "Make, list and revoke the keys that open a server. While there is none, only this machine can ask it.");
        command.Subcommands.Add(New());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        return command;
    }

    private static Command New()
    {
        var may = new Option<string>("--may") { Description = "send (telemetry), read (ask), or operate (announce, set, seal, keys; and all else).", Required = true };
        may.AcceptOnlyFromAmong("send", "read", "operate");
        var name = new Option<string?>("--name") { Description = "Who holds it, for the list and the audit log. The default says what it may." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("new", "Make a key. It is printed once; only its hash is kept.") { may, name, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var right = parsed.GetRequiredValue(may);
            var made = await client.PostAsync<KeyMade>("/api/v1/keys", new KeyAsked(parsed.GetValue(name) ?? $"{right} key", right), cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(made));
                return ExitCode.Yes;
            }

            Console.Out.WriteLine(made.Key);
            Console.Error.WriteLine($"The key {made.Id} ({made.Name}) may {made.May}. It is not shown again. {How(made.May)}");
            return ExitCode.Yes;
        });
        return command;
    }

    private static string How(string may) => may == "send"
        ? "Senders set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20KEY."
        : "Commands take it from UPSHOT_TOKEN or UPSHOT_TOKEN_FILE, browsers as a password.";

    private static Command List()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("list", "List all keys: what they may, when they were made, last used, revoked.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var listed = await client.GetAsync<KeysListed>("/api/v1/keys", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(listed));
                return ExitCode.Yes;
            }

            if (listed.Keys.Count == 0)
            {
                Console.Out.WriteLine("No key was made yet.");
                return ExitCode.Yes;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("id").AddColumn("name").AddColumn("may").AddColumn("made").AddColumn("last used").AddColumn("revoked");
            foreach (var key in listed.Keys)
            {
                table.AddRow(key.Id, Markup.Escape(Visible.Text(key.Name)), key.May, key.CreatedAt.ToString("u"), key.LastUsedAt?.ToString("u") ?? "not since the start", key.RevokedAt?.ToString("u") ?? "");
            }

            RichText.Output.Write(table);
            if (listed.WrongKeysShown > 0)
            {
                Console.Out.WriteLine($"{(listed.WrongKeysShown == 1 ? "One wrong key was" : $"{listed.WrongKeysShown} wrong keys were")} shown since the server started; its log says from where.");
            }

            return ExitCode.Yes;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id: the third part of the key itself." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("revoke", "Revoke a key: it opens nothing from now on.") { id, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var key = await client.PostAsync<KeyListed>($"/api/v1/keys/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/revoke", new { }, cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(key) : $"The key {key.Id} ({Visible.Text(key.Name)}) is revoked.");
            return ExitCode.Yes;
        });
        return command;
    }
}
