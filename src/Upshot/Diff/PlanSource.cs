using Upshot.Client;
using Upshot.Plan;

namespace Upshot.Diff;

/// <summary>One side of a comparison: a folder, or a git revision of the plan's folder.</summary>
/// <param name="Label">As the user named it.</param>
/// <param name="Folder">Where its files stand; null: in git only.</param>
internal sealed record PlanSource(string Label, string? Folder, PlanReading Reading)
{
    /// <summary>The revision is one before there was a plan.</summary>
    public bool IsMissing { get; private init; }

    private static readonly string[] Unreadable = ["file-unreadable", "yaml-syntax"];

    /// <exception cref="CommandException">There is no such folder or revision, or its files cannot be read.</exception>
    public static PlanSource Read(string name, string planFolder)
    {
        var source = Directory.Exists(name)
            ? new PlanSource(name, name, OfFolder(name))
            : GitRevision.Files(planFolder, name) is { } files
                ? new PlanSource(name, null, OfFiles(files, name))
                : new PlanSource(name, null, new(new(), [])) { IsMissing = true };
        var broken = source.Reading.Problems.Where(p => Unreadable.Contains(p.Rule)).ToList();
        return broken.Count == 0
            ? source
            : throw new CommandException($"The plan of {name} cannot be read:{Environment.NewLine}{string.Join(Environment.NewLine, broken.Take(10).Select(p => $"  {p.Location}: {p.Message} {p.Remedy}"))}");
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
