using Upshot.Diff;

namespace Upshot.RunbookRuns;

/// <summary>Commands of a runbook are run only as the plan in force has them: nobody's working copy, and nothing that came with telemetry.</summary>
/// <param name="Commit">Empty: the plan is in no repository.</param>
/// <param name="Refusal">Null: commands may be run.</param>
internal sealed record OwnRevision(string Commit, string? Refusal)
{
    /// <param name="folder">The plan's.</param>
    /// <param name="digest">Of the plan in the folder.</param>
    /// <param name="inForce">Of the plan that the server works with.</param>
    public static OwnRevision Of(string folder, string digest, string inForce)
    {
        var commit = GitRevision.CommitOf(folder);
        var refusal = digest != inForce ? $"the server works with another plan ({Short(inForce)}) than {folder} has ({Short(digest)}). Check out its revision, or let the server take this one."
            : commit is not null && GitRevision.Changed(folder) is { Length: > 0 } changed ? $"{changed} is not as commit {commit} has it. Commit it, or take the change back."
            : null;
        return new(commit ?? "", refusal);
    }

    private static string Short(string digest) => digest.Length == 0 ? "none" : digest[..Math.Min(12, digest.Length)];
}
