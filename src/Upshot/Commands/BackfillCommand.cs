using System.CommandLine;
using System.Globalization;
using Upshot.Answers;
using Upshot.Backfill;
using Upshot.Client;
using Upshot.Decide;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot backfill</c>: telemetry of the past, from files.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files or folders: OTLP (protobuf, JSON, JSON lines), Jaeger JSON, tables of spans (CSV), Upshot's own Parquet; also with gzip.", Arity = ArgumentArity.ZeroOrMore };
        var recount = new Option<bool>("--recount") { Description = "Count the plan's objectives again from all spans that are stored, without files too: after their definition, or what an operation is recognised by, has changed." };
        var since = new Option<string?>("--since") { Description = "With --recount: from when on." };
        var until = new Option<string?>("--until") { Description = "With --recount: until when." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("backfill", "Take in telemetry of the past: counted as if it had come live, and what is there already only once.") { paths, recount, since, until, format };
        command.Validators.Add(result =>
        {
            if (result.GetValue(paths) is not { Length: > 0 } && !result.GetValue(recount))
            {
                result.AddError("Name files or folders with telemetry, or give --recount.");
            }
        });
        var problems = new List<FileProblem>();
        IReadOnlyList<string> files = [];
        ServerCommand.SetAction(
            command,
            async (client, parsed, cancellation) =>
            {
                var told = new BackfillTold(files.Count);
                foreach (var file in files)
                {
                    await SendAsync(client, file, told, problems, cancellation);
                }

                var (from, to) = parsed.GetValue(recount) ? (Moment("--since", parsed.GetValue(since)), Moment("--until", parsed.GetValue(until))) : (told.From, told.Until);
                if (told.New > 0 || parsed.GetValue(recount))
                {
                    told.Recounted = (await client.PostAsync<BackfillEnded>("/api/v1/backfill", new BackfillEnd(files.Count, told.New, told.Requests, from, to, parsed.GetValue(recount)), cancellation)).Recounted;
                }

                UserFile.Report(problems, Console.Error);
                Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(told) : told.Sentence);
                return problems.Count > 0 ? ExitCode.Failed : ExitCode.Yes;
            },
            parsed =>
            {
                files = PastFiles.Of(parsed.GetValue(paths) ?? [], problems);
                if (problems.Count > 0)
                {
                    throw new CommandException(string.Join(Environment.NewLine, problems));
                }

                // Somebody who comes from another tool has no data directory yet.
                if (SourceOptions.Of(parsed) is { Server: null, Data: { } data })
                {
                    Directory.CreateDirectory(data);
                }
            });
        return command;
    }

    private static async Task SendAsync(AnswerClient client, string file, BackfillTold told, List<FileProblem> problems, CancellationToken cancellation)
    {
        try
        {
            foreach (var request in PastFile.Read(file, problems))
            {
                await SendAsync(client, request, told, problems, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problems.Add(new(file, $"The file cannot be read: {e.Message}", "What came before this place is stored; mend the file and backfill it again."));
        }
    }

    private static async Task SendAsync(AnswerClient client, PastRequest request, BackfillTold told, List<FileProblem> problems, CancellationToken cancellation)
    {
        var (result, refused) = await client.TrySendAsync<Observe.Stores.BackfillResult>(request.Route, request.Body, request.IsJson, cancellation);
        if (result is not null)
        {
            told.Add(result, request.Place, problems);
        }
        else if (request.Parts.Count > 0)
        {
            foreach (var part in request.Parts)
            {
                await SendAsync(client, part, told, problems, cancellation);
            }
        }
        else
        {
            problems.Add(new(request.Place, refused, "It is left out; what else is in the file is stored."));
        }
    }

    private static DateTimeOffset? Moment(string name, string? text)
    {
        try
        {
            return AskedMoment.Parse(name, text, TimeProvider.System.GetUtcNow());
        }
        catch (QuestionException e)
        {
            throw new CommandException(e.Message);
        }
    }
}

/// <summary>What came of a backfill.</summary>
internal sealed class BackfillTold(int files)
{
    public int Files => files;

    public long Records { get; private set; }

    public long Known { get; private set; }

    /// <summary>Spans that are left out, because the server kept a share of their hour.</summary>
    public long Sampled { get; private set; }

    public long New => Records - Known - Sampled;

    public long Rejected { get; private set; }

    /// <summary>Requests that were counted.</summary>
    public long Requests { get; private set; }

    /// <summary>Events of objectives that were counted again, under their present definition.</summary>
    public long Recounted { get; set; }

    public DateTimeOffset? From { get; private set; }

    public DateTimeOffset? Until { get; private set; }

    [System.Text.Json.Serialization.JsonIgnore]
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{New:#,0} of {Records:#,0} records in {Files:#,0} files are new{(From is { } from && Until is { } until ? $", of {from:yyyy-MM-dd HH:mm:ss} to {until:yyyy-MM-dd HH:mm:ss} UTC" : "")}; {Requests:#,0} requests were counted{(Rejected > 0 ? $", {Rejected:#,0} records refused" : "")}{(Recounted > 0 ? $", {Recounted:#,0} events counted anew" : "")}.");

    public void Add(Observe.Stores.BackfillResult result, string place, List<FileProblem> problems)
    {
        (Records, Known, Sampled, Rejected, Requests) = (Records + result.Records, Known + result.Known, Sampled + result.Sampled, Rejected + result.Rejected, Requests + result.Requests);
        (From, Until) = (result.From < From || From is null ? result.From ?? From : From, result.Until > Until || Until is null ? result.Until ?? Until : Until);
        if (result.Sampled > 0)
        {
            problems.Add(new(place, $"{result.Sampled} spans are of hours of which the plan's sampling kept a share: whether they were dropped then or never came cannot be told.", "They are left out; what else is in the file is stored."));
        }

        if (result.Rejected > 0)
        {
            problems.Add(new(place, $"{result.Rejected} records were refused: {result.RejectedBecause}.", "They are left out; what else is in the file is stored."));
        }
    }
}
