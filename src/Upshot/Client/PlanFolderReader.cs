using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Client;

/// <summary>Reads the plan a server or command works with; an unusable one is a message, not a plan.</summary>
internal static class PlanFolderReader
{
    /// <param name="folder">Null: no plan.</param>
    public static (ProductPlan Plan, string? Problem) Read(string? folder)
    {
        if (folder is null)
        {
            return (new ProductPlan(), null);
        }

        if (!File.Exists(Path.Combine(folder, "upshot.yaml")))
        {
            return (new(), $"There is no upshot.yaml in {Path.GetFullPath(folder)}. Make one with: upshot init {folder}");
        }

        var reading = PlanReader.Read(folder);
        // An alert that can never fire is a mistake of its objective; the others, and all that is stored, are worth the start.
        var errors = reading.Problems.Where(p => p.Severity == Severity.Error && p.Rule is not ("impossible-alert" or "hair-trigger-alert")).ToList();
        foreach (var alert in errors.Count == 0 ? reading.Problems.Where(p => p.Severity == Severity.Error) : [])
        {
            Console.Error.WriteLine(Visible.Text($"{alert.Location}: {alert.Message} {alert.Remedy}"));
        }

        return errors.Count == 0
            ? (reading.Plan, null)
            : (new(), $"The plan cannot be used; upshot check {folder} says more:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Take(10).Select(p => $"  {p.Location}: {p.Message} {p.Remedy}"))}");
    }
}
