using Upshot.Client;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Commands.Alerts;

/// <summary>A plan that is to be proven. What the checks of alerts found wrong with it is what the proof is about; anything else must be mended first.</summary>
internal static class PlanForProof
{
    private static readonly HashSet<string> About = ["impossible-alert", "hair-trigger-alert", "idle-alert"];

    /// <exception cref="CommandException">There is no plan, or it cannot be used.</exception>
    public static ProductPlan Read(string? folder)
    {
        var chosen = folder ?? (Environment.GetEnvironmentVariable("UPSHOT_PLAN") is { Length: > 0 } set ? set : ".");
        if (!File.Exists(Path.Combine(chosen, "upshot.yaml")))
        {
            throw new CommandException($"There is no upshot.yaml in {Path.GetFullPath(chosen)}. Name the plan's folder with --plan DIR.");
        }

        var reading = PlanReader.Read(chosen);
        var errors = reading.Problems.Where(p => p.Severity == Severity.Error && !About.Contains(p.Rule)).ToList();
        return errors.Count == 0 ? reading.Plan : throw new CommandException(
            $"The plan cannot be used; upshot check {chosen} says more:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Take(10).Select(p => $"  {p.Location}: {p.Message} {p.Remedy}"))}");
    }
}
