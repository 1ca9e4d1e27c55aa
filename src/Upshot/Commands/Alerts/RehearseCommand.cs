using System.CommandLine;
using Upshot.Client;
using Upshot.Commands.Alerts;
using Upshot.Decide.Rehearsals;
using Upshot.Plan.Values;

namespace Upshot.Commands;

/// <summary><c>upshot rehearse</c>: faults in virtual time, and what the plan's alerts make of them.</summary>
internal static class RehearseCommand
{
    public static Command Create()
    {
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var seeds = new Option<int>("--seeds") { Description = "How often each fault is rehearsed, at other times and places.", DefaultValueFactory = _ => 5 };
        var days = new Option<int>("--quiet-days") { Description = "Days without any fault, in which nothing may page.", DefaultValueFactory = _ => 5 };
        var faults = new Option<FaultKind[]>("--fault") { Description = "Only this kind of fault. May be given more than once." };
        var traffic = new Option<string?>("--traffic") { Description = $"Follow what a server saw lately instead of the plan's numbers and journeys: a file that upshot rehearse refresh wrote ({RefreshCommand.UsualFile})." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("rehearse", "Rehearse faults before production: synthetic telemetry after the plan's journeys, in virtual time. Says which fault fired which alert after how long. Exit code 2 when one did not fire, was not resolved, was not named, or a quiet day paged.") { plan, seeds, days, faults, traffic, format };
        command.Subcommands.Add(RefreshCommand.Create());
        command.SetAction(parsed =>
        {
            try
            {
                var read = PlanForProof.Read(parsed.GetValue(plan));
                if (parsed.GetValue(seeds) is < 1 or > 1000 || parsed.GetValue(days) is < 0 or > 1000)
                {
                    throw new CommandException("--seeds is from 1 to 1000, --quiet-days from 0 to 1000.");
                }

                var recent = parsed.GetValue(traffic) is { } file ? RefreshCommand.Read(file) : null;
                if (recent?.Mistakes(read).Take(10).ToList() is { Count: > 0 } mistakes)
                {
                    throw new CommandException(Visible.Lines($"{parsed.GetValue(traffic)} does not fit the plan: {string.Join(" ", mistakes)} Write it anew with upshot rehearse refresh."));
                }

                var result = Rehearsal.Run(read, parsed.GetValue(seeds), parsed.GetValue(days), parsed.GetValue(faults) is { Length: > 0 } chosen ? chosen : null, recent);
                Write(result, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                return result.Faults.Count == 0 ? ExitCode.NotEnoughEvidence : result.IsPassed ? ExitCode.Yes : ExitCode.No;
            }
            catch (CommandException e)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static void Write(RehearsalResult result, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(AnswerClient.ToText(new
            {
                result.IsPassed,
                result.NamedShare,
                faults = result.Faults.Select(f => new { f.Seed, kind = f.Fault.Kind.ToString(), f.Fault.Operation, f.Fault.Service, f.Fault.From, f.Fault.To, f.Fired, f.Resolved, f.IsNamed, f.Incidents, f.Told, f.Cause, f.Alerts }),
                result.Skipped,
                result.QuietDays,
                result.PagesInQuietDays,
            }));
            return;
        }

        foreach (var fault in result.Faults)
        {
            output.WriteLine($"{(fault.Fired && fault.Resolved && fault.IsNamed ? "ok " : "NOT")} {fault.Fault.Kind} of {fault.Fault.Service} under {fault.Fault.Operation} for {Duration.Format(fault.Fault.Length)} (seed {fault.Seed})");
            output.WriteLine(fault.Alerts.Count == 0 ? "      nothing fired" : $"      {string.Join("; ", fault.Alerts.Select(a => $"{a.Alert} after {Duration.Format(a.After)}{(a.ResolvedAfter is { } over ? $", resolved {(over < TimeSpan.Zero ? "before" : Duration.Format(over) + " after")} its end" : ", not resolved")}"))}");
            output.WriteLine($"      {(fault.Cause is { } cause ? $"named: {cause.Sentence}" : "no cause named")} {fault.Incidents} {(fault.Incidents == 1 ? "incident" : "incidents")}, told {fault.Told} {(fault.Told == 1 ? "time" : "times")}.");
        }

        foreach (var skipped in result.Skipped)
        {
            output.WriteLine($"--  {skipped}");
        }

        output.WriteLine($"{result.Faults.Count(f => f.Fired)} of {result.Faults.Count} faults fired, {result.Faults.Count(f => f.Resolved)} were resolved, {result.Faults.Count(f => f.IsNamed)} were named first ({result.NamedShare:0.##}; at least {RehearsalResult.NamedAtLeast:0.##}).");
        output.WriteLine($"{result.QuietDays} quiet days: {(result.PagesInQuietDays.Count == 0 ? "no page." : string.Join("; ", result.PagesInQuietDays))}");
    }
}
