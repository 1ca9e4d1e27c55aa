using System.CommandLine;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Commands.Alerts;
using Upshot.Plan;
using Upshot.RunbookRuns;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot runbook</c>: runbooks that run, and their rehearsal.</summary>
internal static class RunbookCommand
{
    private const int MostNote = 3500;

    public static Command Create()
    {
        var command = new Command("runbook", "Runbooks: walk through one and keep what was done and seen, or rehearse their checks.");
        command.Subcommands.Add(Run());
        command.Subcommands.Add(Test());
        return command;
    }

    private static Command Run()
    {
        var name = new Argument<string>("name") { Description = "The runbook: checkout, or runbooks/checkout.md." };
        var incident = new Option<string?>("--incident") { Description = "On whose time line it is written down. By default the open incident of the runbook's objectives." };
        var dry = new Option<bool>("--dry-run") { Description = "Ask the checks, and of actions run only what they name for a dry run." };
        var unattended = new Option<bool>("--unattended") { Description = "Nobody is at a terminal: of actions only those that are marked safe are done." };
        var by = new Option<string>("--by") { Description = "Who. By default whoever is signed in here.", DefaultValueFactory = _ => AlertsCommand.Me };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("run", "Walk through a runbook: checks, actions that you confirm, verifications. Exit code 2: not as it should be; 3: no answer; 1: something failed.") { name, incident, dry, unattended, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var (isDry, isUnattended, isJson) = (parsed.GetValue(dry), parsed.GetValue(unattended), parsed.GetValue(format) == "json");
            if (!isUnattended && !isDry && Console.IsInputRedirected)
            {
                throw new CommandException("There is no terminal to confirm actions at. Say --unattended (only what is marked safe is done), or --dry-run.");
            }

            var folder = SourceOptions.Of(parsed).Plan ?? throw new CommandException("Commands are run only as the plan's own folder has them: name it with --plan DIR.");
            var plan = PlanForProof.Read(folder);
            var (runbook, output, time) = (Find(plan, parsed.GetRequiredValue(name)), isJson ? Console.Error : Console.Out, TimeProvider.System);
            var status = await client.GetAsync<ServerStatus>("/api/v1/status", cancellation);
            var revision = OwnRevision.Of(folder, plan.Digest, status.PlanDigest);
            var (author, at) = (parsed.GetRequiredValue(by), time.GetUtcNow());
            var open = await IncidentAsync(client, parsed.GetValue(incident), plan, runbook, cancellation);
            output.WriteLine($"{Visible.Text(runbook.Title)} ({runbook.Path}, plan {Short(plan.Digest)}{(revision.Commit.Length > 0 ? $", commit {revision.Commit}" : "")}){(open is null ? "" : $" in incident {open.Incident.Id}")}");
            if (runbook.Steps.Count == 0)
            {
                throw new CommandException($"{runbook.Path} has no step that can be run: a block that begins with ```yaml check, action or verify.");
            }

            var manner = new RunbookManner(isDry, isUnattended || isDry ? null : text => Confirm(text, output), revision.Refusal, Path.GetFullPath(folder), open?.Incident.StartedAt ?? at.AddHours(-1));
            var run = new RunbookRun(
                manner, new StepQuestions(client),
                (step, done) => isDry || open is null ? KeepAsync(client, runbook, step, done, author, isDry, cancellation) : NoteAsync(client, open.Incident.Id, runbook, done, author, cancellation),
                step => client.PostAsync<object>("/api/v1/changes", new ChangeSetting("flag", step.Flag, step.From, step.To, Author: author), cancellation),
                output, time);
            var steps = await run.RunAsync(runbook, cancellation);
            var record = new RunbookRecord(runbook.Path, plan.Digest, revision.Commit, author, open?.Incident.Id ?? "", isDry, at, time.GetUtcNow(), steps);
            if (isJson)
            {
                Console.Out.WriteLine(AnswerClient.ToText(record));
            }

            return record.ExitCode;
        });
        return command;
    }

    private static Command Test()
    {
        var name = new Argument<string?>("name") { Description = "One runbook. By default all.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("test", "Ask the checks of runbooks in rehearsed incidents: exit code 2 when one answers nothing or not as expected while all is well, 3 when no check of a runbook tells any of its faults.") { name, folder, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var interruption = new Interruption(cancellation);
            try
            {
                var plan = PlanForProof.Read(parsed.GetValue(folder));
                var runbooks = parsed.GetValue(name) is { } one ? [Find(plan, one)] : plan.Runbooks;
                var checks = await new RunbookRehearsal(plan, TimeProvider.System).RunAsync([.. runbooks.Where(r => r.Steps.Count > 0)], interruption.Token);
                if (parsed.GetValue(format) == "json")
                {
                    Console.Out.WriteLine(AnswerClient.ToText(checks));
                }
                else
                {
                    Print(runbooks, checks);
                }

                return checks.Any(c => c.Usual != StepState.AsExpected) ? ExitCode.No
                    : checks.Count == 0 || checks.GroupBy(c => c.Runbook).Any(g => g.All(c => c.Tells.Count == 0)) ? ExitCode.NotEnoughEvidence
                    : ExitCode.Yes;
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
        return command;
    }

    private static void Print(IReadOnlyList<Runbook> runbooks, IReadOnlyList<RehearsedCheck> checks)
    {
        foreach (var runbook in runbooks)
        {
            var own = checks.Where(c => c.Runbook == runbook.Path).ToList();
            Console.Out.WriteLine($"{runbook.Path}: {(own.Count == 0 ? "no check that can be run" : $"{own.Count} {(own.Count == 1 ? "check" : "checks")}")}");
            foreach (var check in own)
            {
                Console.Out.WriteLine($"  {(check.Usual == StepState.AsExpected ? "ok " : "NOT")} {Visible.Text(check.Title)}");
                Console.Out.WriteLine($"      while all is well: {JsonNames.Of(check.Usual)}, {Visible.Text(check.Seen)}");
                Console.Out.WriteLine($"      {(check.Tells.Count > 0 ? $"tells: {string.Join("; ", check.Tells)}" : $"tells none of: {string.Join("; ", check.Rehearsed)}")}");
            }
        }
    }

    private static Runbook Find(ProductPlan plan, string name) =>
        plan.Runbooks.FirstOrDefault(r => r.Path == name || r.Path == $"runbooks/{name}.md" || r.Path == $"runbooks/{name}")
            ?? throw new CommandException($"There is no runbook \"{name}\". The plan has: {string.Join(", ", plan.Runbooks.Select(r => r.Path))}.");

    private static async Task<IncidentShown?> IncidentAsync(AnswerClient client, string? named, ProductPlan plan, Runbook runbook, CancellationToken cancellation)
    {
        if (named is not null)
        {
            return await client.GetAsync<IncidentShown>($"/api/v1/incidents/{Uri.EscapeDataString(named)}", cancellation);
        }

        var promises = plan.Objectives.Where(o => o.Runbook == runbook.Path).Select(o => o.Name).Concat(runbook.Objectives).ToHashSet(StringComparer.Ordinal);
        foreach (var listed in (await client.GetAsync<IReadOnlyList<IncidentListed>>("/api/v1/incidents", cancellation)).Where(i => i.State == IncidentState.Open).Take(20))
        {
            var shown = await client.GetAsync<IncidentShown>($"/api/v1/incidents/{Uri.EscapeDataString(listed.Id)}", cancellation);
            if (shown.Alerts.Any(a => promises.Contains(a.Objective)))
            {
                return shown;
            }
        }

        return null;
    }

    private static Task NoteAsync(AnswerClient client, string incident, Runbook runbook, RecordedStep step, string by, CancellationToken cancellation)
    {
        var text = $"{runbook.Path}, {step.Title}: {JsonNames.Of(step.State)}, {step.Seen}";
        return client.PostAsync<IncidentShown>(
            $"/api/v1/incidents/{Uri.EscapeDataString(incident)}/notes", new NoteSetting(text.Length > MostNote ? text[..MostNote] + "…" : text, by, step.Kind == RunbookStepKind.Action && step.State is StepState.Done or StepState.Failed ? "action" : "check"), cancellation);
    }

    // Without an incident what was done stands among the changes; what was only asked changed nothing.
    private static async Task KeepAsync(AnswerClient client, Runbook runbook, RunbookStep step, RecordedStep done, string by, bool isDry, CancellationToken cancellation)
    {
        if (!isDry && step.Kind == RunbookStepKind.Action && done.State is StepState.Done or StepState.Failed && step.Run.Count > 0)
        {
            var text = $"{runbook.Path}: {string.Join(' ', step.Run)}";
            await client.PostAsync<object>("/api/v1/changes", new ChangeSetting("note", text.Length > 400 ? text[..400] + "…" : text, To: JsonNames.Of(done.State), Author: by), cancellation);
        }
    }

    private static bool? Confirm(string text, TextWriter output)
    {
        output.Write($"{text} [y: yes, n: no, q: stop] ");
        return Console.In.ReadLine()?.Trim().ToLowerInvariant() switch
        {
            "y" or "yes" => true,
            null or "q" or "quit" => null,
            _ => false,
        };
    }

    private static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;
}
