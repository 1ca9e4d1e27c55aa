using Upshot.Plan;

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
        var errors = reading.Problems.Where(p => p.Severity == Severity.Error).ToList();
        return errors.Count == 0
            ? (reading.Plan, null)
            : (new(), $"The plan cannot be used; upshot check {folder} says more:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Take(10).Select(p => $"  {p.Location}: {p.Message} {p.Remedy}"))}");
    }
}
