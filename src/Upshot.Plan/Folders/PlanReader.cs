using Upshot.Plan.Checks;
using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Read;
using Upshot.Plan.Registry;

namespace Upshot.Plan.Folders;

/// <summary>
/// Reads a plan and checks it. A mistake in a file becomes a problem, and all of them are reported; nothing is thrown for
/// what stands in a file.
/// </summary>
public static class PlanReader
{
    /// <summary>Reads the plan in a folder: <c>upshot.yaml</c>, <c>signals/</c>, <c>releases/</c>, <c>runbooks/</c>.</summary>
    /// <param name="today">Flags that expired before this day are reported; null: none is.</param>
    public static PlanReading Read(string directory, DateTime? today = null)
    {
        var findings = new Findings();
        return Read(PlanFolder.ReadPlan(directory, findings.Problems), findings, today);
    }

    /// <summary>The digest that the plan in a folder would have, without reading what its files say: it changes when any of them does.</summary>
    public static string Digest(string directory) => PlanDigest.Of(PlanFolder.ReadPlan(directory, new ProblemList()));

    /// <summary>Reads a plan from memory.</summary>
    public static PlanReading Read(IEnumerable<PlanFile> files, DateTime? today = null) => Read([.. files], new Findings(), today);

    /// <summary>What nothing evaluates yet of a plan, as notes: no problems, but good to know.</summary>
    public static IReadOnlyList<Problem> Notes(ProductPlan plan)
    {
        var notes = new ProblemList();
        UnusedParts.Check(plan, notes);
        return notes.Sorted();
    }

    /// <summary>The lines of a plan's file, to be shown beside its problems; none of what is no regular file.</summary>
    public static string[] Lines(string path) => File.Exists(path) && RegularFile.Read(path) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes).Replace("\r\n", "\n").Split('\n') : [];

    /// <summary>True when a file below the folder is a registry of signals.</summary>
    public static bool HoldsSignals(string directory) => PlanFolder.HoldsSignals(directory);

    /// <summary>
    /// Reads a folder that holds a registry of signals and no plan, such as the OpenTelemetry semantic conventions: all
    /// YAML files below it.
    /// </summary>
    public static PlanReading ReadSignals(string directory)
    {
        var findings = new Findings();
        return ReadSignals(PlanFolder.ReadSignals(directory, findings.Problems), findings);
    }

    /// <summary>Reads a registry of signals from memory.</summary>
    public static PlanReading ReadSignals(IEnumerable<PlanFile> files) => ReadSignals([.. files], new Findings());

    private static PlanReading Read(List<PlanFile> files, Findings findings, DateTime? today)
    {
        var plan = files.FirstOrDefault(f => f.Path == UpshotFile.Name) is { } main ? UpshotFile.Read(main.Text, findings) : NoPlan(findings);
        var registry = RegistryReader.Read(In(files, "signals/"), findings);
        plan = plan with
        {
            Signals = registry.Signals,
            Attributes = registry.Attributes,
            Imported = registry.Imported,
            Releases = [.. In(files, "releases/").Select(f => ReleaseFile.Read(f, findings)).OfType<ReleasePlan>()],
            Runbooks = [.. In(files, "runbooks/").Select(f => RunbookFile.Read(f, findings))],
            Templates = [.. In(files, "templates/")],
            Digest = PlanDigest.Of(files),
        };
        // What stands in a file that cannot be read is missing everywhere else: only the cause is told.
        if (!findings.Problems.HasUnreadable)
        {
            PlanChecks.Check(plan, findings, today);
        }

        return new PlanReading(plan, findings.Problems.Sorted());
    }

    private static PlanReading ReadSignals(List<PlanFile> files, Findings findings)
    {
        var registry = RegistryReader.Read(files, findings);
        SignalChecks.CheckTypes(registry.Signals, findings.Problems);
        if (registry.IsOurs)
        {
            SignalChecks.CheckPrivacy(registry.Attributes, findings.Problems);
        }

        var plan = new ProductPlan { Signals = registry.Signals, Attributes = registry.Attributes, Digest = PlanDigest.Of(files) };
        MigrationChecks.Check(plan, findings.Problems);
        return new PlanReading(plan, findings.Problems.Sorted());
    }

    private static ProductPlan NoPlan(Findings findings)
    {
        // A file that is there and cannot be read was reported when it was opened.
        if (findings.Problems.Any)
        {
            return new ProductPlan();
        }

        findings.Problems.Add(new SourceLocation(UpshotFile.Name, 1, 1), Rules.FileUnreadable, "There is no upshot.yaml.", "Write one, or let 'upshot init' write it.");
        return new ProductPlan();
    }

    private static IEnumerable<PlanFile> In(List<PlanFile> files, string folder) =>
        files.Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal)).OrderBy(f => f.Path, StringComparer.Ordinal);
}
