using System.CommandLine;
using Upshot.Client;

namespace Upshot.Diff;

/// <summary>The two sides that diff and review take: BASE HEAD, BASE..HEAD, or BASE alone against the working copy.</summary>
internal sealed class DiffArguments
{
    private readonly Argument<string> _base = new("base") { Description = "A folder or a git revision; BASE..HEAD and BASE...HEAD name both." };
    private readonly Argument<string?> _head = new("head") { Description = "A folder or a git revision. By default the plan's folder as it is.", Arity = ArgumentArity.ZeroOrOne };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_base);
        command.Arguments.Add(_head);
    }

    /// <exception cref="CommandException">A side cannot be read.</exception>
    public (PlanSource Base, PlanSource Head) Read(ParseResult parsed, string planFolder)
    {
        var (left, right) = (parsed.GetValue(_base)!, parsed.GetValue(_head));
        var isRange = false;
        if (right is null && !Directory.Exists(left) && GitRevision.Range(left, planFolder) is var (from, to))
        {
            (left, right, isRange) = (from, to, true);
        }

        // Two registries of a thousand definitions each are read at once.
        var other = Task.Run(() => PlanSource.Read(left, planFolder, isRange));
        var head = right is null ? PlanSource.Read(planFolder, planFolder, isFolder: Directory.Exists(planFolder)) : PlanSource.Read(right, planFolder, isRange);
        return head.IsMissing
            ? throw new CommandException($"In the revision {head.Label} there is no folder {planFolder}. Name the plan's folder with --plan DIR.")
            : (other.GetAwaiter().GetResult(), head);
    }
}
