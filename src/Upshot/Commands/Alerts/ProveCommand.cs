using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Decide.AlertProofs;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts prove</c>: what is known of alerts before anything is deployed.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var traffic = new Option<string[]>("--traffic") { Description = "Requests a day of an operation instead of the plan's, as OPERATION=NUMBER. May be given more than once." };
        var seed = new Option<ulong>("--seed") { Description = "Of the simulation.", DefaultValueFactory = _ => 1 };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("prove", "For each alert of a plan: whether it can fire, how few failures fire it, false pages a month, and how soon it fires. Exit code 2 when one can never fire or fires at a single failure.") { plan, traffic, seed, format };
        command.SetAction(parsed =>
        {
            try
            {
                var read = PlanForProof.Read(parsed.GetValue(plan));
                var said = Traffic(parsed.GetValue(traffic) ?? [], read);
                var proofs = AlertProof.Of(read, o => said.TryGetValue(o.Operation, out var perDay) ? perDay : read.Operations.FirstOrDefault(p => p.Name == o.Operation)?.RequestsPerDay, parsed.GetValue(seed));
                Write(proofs, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                return proofs.Any(p => !p.CanFire || p.IsHairTrigger || p.Windows.Any(w => w.WhyNot.Length > 0)) ? ExitCode.No : ExitCode.Yes;
            }
            catch (CommandException e)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static Dictionary<string, double> Traffic(string[] said, ProductPlan plan)
    {
        var traffic = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var one in said)
        {
            var at = one.LastIndexOf('=');
            if (at <= 0 || !double.TryParse(one[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var perDay) || perDay is not (>= 0 and <= 1e15))
            {
                throw new CommandException($"--traffic \"{one}\" is not OPERATION=NUMBER.");
            }

            traffic[plan.Operations.Any(o => o.Name == one[..at]) ? one[..at] : throw new CommandException($"There is no operation \"{one[..at]}\". The plan has: {string.Join(", ", plan.Operations.Select(o => o.Name))}.")] = perDay;
        }

        return traffic;
    }

    private static void Write(IReadOnlyList<AlertProof> proofs, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(AnswerClient.ToText(new { alerts = proofs }));
            return;
        }

        if (proofs.Count == 0)
        {
            output.WriteLine("The plan declares no objective, so there is no alert to prove.");
        }

        foreach (var proof in proofs)
        {
            output.WriteLine($"{proof.Alert}  {Verdict(proof)}");
            output.WriteLine($"  {(proof.RequestsPerDay is { } perDay ? $"{Number(perDay)} requests a day" : "traffic unknown: give the operation requests_per_day, or say --traffic")}; target {ShareText.Of(proof.Target)}.");
            foreach (var window in proof.Windows)
            {
                output.WriteLine($"  {Duration.Format(window.Long)} and {Duration.Format(window.Short)} above {Number(window.Factor)} times the budget{(window.Events is { } events ? $", {Number(events)} events expected" : "")}{(window.WhyNot.Length > 0 ? $": can never fire, for {window.WhyNot}" : window.FewestFailures is { } fewest ? $": {fewest} {(fewest == 1 ? "failure fires" : "failures fire")} it" : "")}{(window.IsHairTrigger ? "; one failure alone exceeds its ratio" : "")}.");
            }

            if (proof.Severity == "page")
            {
                output.WriteLine($"  False pages of a service that fails exactly as often as it may: {False(proof.FalsePages)}.");
            }

            output.WriteLine($"  Fires after: {string.Join(", ", proof.Detection.Select(d => $"{ShareText.Of(d.ErrorRate)} {(d.Detected is { } after ? Duration.Format(after) : "never")}"))}.");
        }
    }

    private static string Verdict(AlertProof proof) => !proof.CanFire ? "can never fire" : proof.IsHairTrigger ? "is a hair trigger" : proof.Windows.Any(w => w.WhyNot.Length > 0) ? "can fire, though not in all its windows" : "can fire";

    private static string False(FalsePages? pages) => pages switch
    {
        null => "unknown without traffic",
        { Months: 0 } => "none that a simulation could see (fewer than 0.00001 a month)",
        { AMonth: 0 } => $"none in {pages.Months} simulated months",
        _ => $"{Number(pages.AMonth)} a month (95 %: {Number(pages.Low)} to {Number(pages.High)}; {pages.Months} simulated months)",
    };

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 1 ? "0.##" : "0.####", CultureInfo.InvariantCulture);
}
