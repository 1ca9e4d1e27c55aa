using Upshot.Client;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Diff;

/// <summary>One side of a comparison: a folder, or a git revision of the plan's folder.</summary>
/// <param name="Label">As the user named it.</param>
/// <param name="Folder">Where its files stand; null: in git only.</param>
internal sealed record PlanSource(string Label, string? Folder, PlanReading Reading)
{
    /// <summary>The revision is one before there was a plan.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>How the plan's folder was called in the revision; null: as it is now.</summary>
    public string? FormerFolder { get; private init; }

    private static readonly string[] Unreadable = ["file-unreadable", "yaml-syntax", "unsafe-file"];

    /// <exception cref="CommandException">There is no such folder or revision, or its files cannot be read.</exception>
    /// <param name="isRevision">It was named as a revision, as in A..B, and is no folder even where there is one of its name.</param>
    /// <param name="isFolder">It is the plan's folder, whatever revision has its name.</param>
    public static PlanSource Read(string name, string planFolder, bool isRevision = false, bool isFolder = false)
    {
        var source = isFolder || (!isRevision && IsFolder(name, planFolder))
            ? new PlanSource(name, name, OfFolder(name))
            : GitRevision.Files(planFolder, name) is { } files
                ? new PlanSource(name, null, OfFiles(files, name))
                : OfFormerFolder(name, planFolder);
        var broken = source.Reading.Problems.Where(p => Unreadable.Contains(p.Rule)).ToList();
        return broken.Count == 0
            ? source
            : throw new CommandException($"The plan of {name} cannot be read:{Environment.NewLine}{string.Join(Environment.NewLine, broken.Take(10).Select(p => $"  {p.Location}: {p.Message} {p.Remedy}"))}");
    }

    // A branch and a folder may have one name: as git does, the revision is meant, and ./NAME is the folder.
    private static bool IsFolder(string name, string planFolder)
    {
        if (!Directory.Exists(name))
        {
            return false;
        }

        if (name.Contains('/') || name.Contains('\\') || name is "." or ".." || !GitRevision.IsRevision(planFolder, name))
        {
            return true;
        }

        Console.Error.WriteLine(Visible.Text($"{name} is a git revision and a folder; the revision is taken. Write ./{name} for the folder."));
        return false;
    }

    /// <summary>The folder may have been moved since: then the revision has its plan elsewhere.</summary>
    private static PlanSource OfFormerFolder(string revision, string planFolder)
    {
        var former = GitRevision.MovedPlans(planFolder, revision);
        return former.Count switch
        {
            0 => new PlanSource(revision, null, new(new(), [])) { IsMissing = true },
            1 => new PlanSource(revision, null, OfFiles(GitRevision.Files(planFolder, revision, former[0])!, revision)) { FormerFolder = former[0] },
            _ => throw new CommandException($"{revision} has no folder {planFolder}, and plans that are gone since: {string.Join(", ", former.Take(5))}. Compare folders, or bring the plan's folder back to its place."),
        };
    }

    private static PlanReading OfFolder(string folder) =>
        File.Exists(Path.Combine(folder, "upshot.yaml")) ? PlanReader.Read(folder)
        : PlanReader.HoldsSignals(folder) ? PlanReader.ReadSignals(folder)
        : throw new CommandException($"{folder} holds neither an upshot.yaml nor a registry of signals.");

    private static PlanReading OfFiles(IReadOnlyList<PlanFile> files, string revision)
    {
        if (files.Any(f => f.Path == "upshot.yaml"))
        {
            return PlanReader.Read(files);
        }

        var signals = files.Where(f => f.Path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || f.Path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)).ToList();
        return signals.Any(f => f.Text.Contains("groups:", StringComparison.Ordinal) || f.Text.Contains("file_format:", StringComparison.Ordinal))
            ? PlanReader.ReadSignals(signals)
            : throw new CommandException($"In the revision {revision} the folder holds neither an upshot.yaml nor a registry of signals. Name the plan's folder with --plan DIR.");
    }
}
