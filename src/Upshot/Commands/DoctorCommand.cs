using System.CommandLine;
using Spectre.Console;
using Upshot.Client;
using Upshot.Doctor;

namespace Upshot.Commands;

/// <summary><c>upshot doctor</c>: why nothing arrives, or no verdict is possible.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var endpoint = new Option<string?>("--endpoint") { Description = $"Where services send. By default what {SdkSettings.Endpoint} says, else ports 4318 and 4317 of the server's machine." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("doctor", "Say why nothing arrives, or why no verdict is possible, each with the line that mends it. Exit code 2 when telemetry is lost.") { endpoint, format };
        SourceOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<Diagnosis> found;
            try
            {
                found = await LookAsync(SourceOptions.Of(parsed), parsed.GetValue(endpoint), Environment.GetEnvironmentVariable, cancellation);
            }
            catch (CommandException e)
            {
                Console.Error.WriteLine(Visible.Lines(e.Message));
                return ExitCode.Failed;
            }

            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(found.Select(f => new { kind = f.Kind.ToString().ToLowerInvariant(), f.Id, f.Sentence, f.Paste })));
            }
            else
            {
                Print(found);
            }

            return found.Any(f => f.Kind == DiagnosisKind.Fault) ? ExitCode.No : ExitCode.Yes;
        });
        return command;
    }

    internal static async Task<IReadOnlyList<Diagnosis>> LookAsync(SourceOptions source, string? endpoint, Func<string, string?> get, CancellationToken cancellation)
    {
        var found = SdkSettings.Look(get).ToList();
        foreach (var (uri, protocol) in Targets(source, endpoint, get))
        {
            found.Add(await EndpointProbe.LookAsync(uri, protocol, get(SdkSettings.Headers), cancellation));
        }

        try
        {
            await using var client = await AnswerClient.ConnectAsync(source, cancellation);
            var facts = await FactsQuestion.AskAsync(client, TimeProvider.System, cancellation);
            found = [.. found.Select(f => OtherPort(f, facts)), .. Examination.Of(facts)];
        }
        catch (CommandException e)
        {
            found.Add(Diagnosis.Fault("server", e.Message, e.Message.Contains("key", StringComparison.OrdinalIgnoreCase) ? "export UPSHOT_TOKEN=KEY" : "upshot serve --plan plan"));
        }

        return found;
    }

    /// <summary>Where nobody takes OTLP, or nothing is set, the server that was found says where it does.</summary>
    private static Diagnosis OtherPort(Diagnosis found, StoredFacts facts)
    {
        var there = found is { Id: "unreachable" or "no-otlp" or "port" or "endpoint-unset" } && found.Paste?.Contains(SdkSettings.Protocol, StringComparison.Ordinal) != true ? facts.Endpoint : "";
        return there.Length == 0 ? found : found with { Sentence = $"{found.Sentence} The server takes OTLP at {there}.", Paste = $"export {SdkSettings.Endpoint}={there}" };
    }

    private static IEnumerable<(Uri Endpoint, string Protocol)> Targets(SourceOptions source, string? endpoint, Func<string, string?> get)
    {
        var (set, protocol) = SdkSettings.Target(get);
        if (endpoint is not null)
        {
            if (!Uri.TryCreate(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}", UriKind.Absolute, out set))
            {
                throw new CommandException($"--endpoint \"{endpoint}\" is not an address. Write http://HOST:PORT.");
            }

            protocol = get(SdkSettings.Protocol) is { Length: > 0 } ? protocol : set.Port == 4317 ? "grpc" : "http/protobuf";
        }

        if (set is not null)
        {
            return [(set, protocol)];
        }

        var host = Uri.TryCreate(source.Server, UriKind.Absolute, out var server) ? server.Host : "localhost";
        return [(new($"http://{host}:4318"), "http/protobuf"), (new($"http://{host}:4317"), "grpc")];
    }

    private static void Print(IReadOnlyList<Diagnosis> found)
    {
        foreach (var diagnosis in found.OrderByDescending(f => f.Kind))
        {
            var (mark, colour) = diagnosis.Kind switch
            {
                DiagnosisKind.Fault => ("✗", "red"),
                DiagnosisKind.Hint => ("!", "yellow"),
                _ => ("✓", "green"),
            };
            RichText.Output.MarkupLine($"[{colour}]{mark}[/] {Markup.Escape(Visible.Text(diagnosis.Sentence))}");
            if (diagnosis.Paste is { } paste)
            {
                RichText.Output.MarkupLine($"    [grey]{Markup.Escape(Visible.Text(paste))}[/]");
            }
        }
    }
}
