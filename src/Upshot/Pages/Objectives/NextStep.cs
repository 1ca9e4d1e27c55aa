using Upshot.Alerts;
using Upshot.Answers;

namespace Upshot.Pages.Objectives;

/// <summary>The one thing worth doing now.</summary>
/// <param name="Address">Where it is done.</param>
public sealed record NextStep(string Sentence, string Address, string Word)
{
    private static readonly ObjectiveState[] Worst = [ObjectiveState.Exhausted, ObjectiveState.Burning, ObjectiveState.Silent];

    /// <summary>What users feel now comes before what they felt, and that before what would be nice. Null: there is nothing to say yet.</summary>
    public static NextStep? Of(IReadOnlyList<ObjectiveStatus> objectives, IReadOnlyList<IncidentListed> incidents)
    {
        if (incidents.Where(i => i.State == IncidentState.Open).OrderBy(i => i.Severity == "page" ? 0 : 1).ThenBy(i => i.StartedAt).FirstOrDefault() is { } open)
        {
            return new($"The incident \"{open.Title}\" is open since {Format.At(open.StartedAt)}.{(open.Cause.Length > 0 && open.Cause.TrimEnd('.') != open.Title ? " " + open.Cause : "")}", $"/incidents/{Uri.EscapeDataString(open.Id)}", "Work on it");
        }

        if (objectives.Where(o => o.Alerts.Any(a => a.Fires)).OrderByDescending(o => o.BurnRate ?? 0).FirstOrDefault() is { } firing)
        {
            // An alert about hours outlives the requests that made it fire.
            return firing.BurnRate is { } burn
                ? new($"{firing.Objective} burns its budget {Format.Number(burn)} times as fast as it may.", $"/operations/{Uri.EscapeDataString(firing.Operation)}?show=differs#differs", "See what differs")
                : new($"An alert of {firing.Objective} fires, and no request of {firing.Operation} came in the last hour: what it promises cannot be seen.", $"/objectives/{Uri.EscapeDataString(firing.Objective)}", "Look at it");
        }

        if (objectives.Where(o => Worst.Contains(o.State)).OrderBy(o => Array.IndexOf(Worst, o.State)).ThenByDescending(o => o.Consumed ?? 0).FirstOrDefault() is { } worst)
        {
            return worst.State == ObjectiveState.Silent
                ? new($"Requests of {worst.Operation} have stopped coming.", $"/objectives/{Uri.EscapeDataString(worst.Objective)}", "Look at it")
                : new($"{worst.Objective} has spent {Format.Spent(worst.Consumed)} of its budget. What would win most of it back is ranked.", "/improve", "See what to improve");
        }

        return objectives.Any(o => o.State == ObjectiveState.Met) ? new("Every objective that has traffic is met. What would make users' time shorter is ranked.", "/improve", "See what to improve") : null;
    }
}
