using Upshot.Plan.Checks;
using Upshot.Plan.Read;

namespace Upshot.Plan;

/// <summary>Reads a plan and checks it. Mistakes become problems, all of them; a folder that is not there is an exception of the caller.</summary>
public static class PlanReader
{
    /// <summary>Reads the plan in a folder: <c>upshot.yaml</c>, <c>signals/</c>, <c>releases/</c>, <c>runbooks/</c>.</summary>
    public static PlanReading Read(string directory)
    {
        var problems = new ProblemList();
        return Read(PlanFolder.ReadPlan(directory, problems), problems);
    }

    /// <summary>Reads a plan from memory.</summary>
    public static PlanReading Read(IEnumerable<PlanFile> files) => Read([.. files], new ProblemList());

    private static PlanReading Read(List<PlanFile> files, ProblemList problems)
    {
        var main = files.FirstOrDefault(f => f.Path == UpshotFile.Name);
        var plan = main is null ? new ProductPlan() : UpshotFile.Read(main.Text, problems);
        plan = plan with
        {
            Releases = [.. In(files, "releases/").Select(f => ReleaseFile.Read(f, problems)).OfType<ReleasePlan>()],
            Runbooks = [.. In(files, "runbooks/").Select(f => RunbookFile.Read(f, problems))],
            Digest = PlanDigest.Of(files),
        };
        return new PlanReading(plan, problems.Sorted());
    }

    private static IEnumerable<PlanFile> In(List<PlanFile> files, string folder) =>
        files.Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal)).OrderBy(f => f.Path, StringComparer.Ordinal);
}
