namespace Upshot.Plan.Migrations;

/// <summary>A signal over its versions: what it is in the latest one, and the migration steps that lead there.</summary>
/// <param name="Id">In the latest version, as are name, unit and version.</param>
/// <param name="Steps">Oldest first, without a hole between them and up to <paramref name="Version"/>.</param>
public sealed record SignalHistory(SignalKind Kind, string Id, string Name, string Unit, int Version, IReadOnlyList<Migration> Steps)
{
    /// <summary>Null: no migration step leads to the present version.</summary>
    public static SignalHistory? Of(Signal signal)
    {
        var steps = new List<Migration>();
        for (var at = signal.Version; signal.Migrations.Where(m => m.To == at && m.From < at).OrderByDescending(m => m.From).FirstOrDefault() is { } step; at = step.From)
        {
            steps.Insert(0, step);
        }

        return steps.Count == 0 ? null : new(signal.Kind, signal.Id, signal.Name, signal.Unit, signal.Version, steps);
    }

    /// <summary>What the signal was called in each version, latest first; several names of one version were merged later.</summary>
    public IReadOnlyList<SignalRevision> Revisions()
    {
        var revisions = new List<SignalRevision> { new(Version, Name, Unit) };
        var (name, unit) = (Name, Unit);
        foreach (var step in Steps.Reverse())
        {
            unit = step.Unit?.From ?? unit;
            if (step.Merge is { } merge)
            {
                // What these were called before is not known here: each had a history of its own.
                revisions.AddRange(merge.Signals.Keys.Select(s => new SignalRevision(step.From, s, unit)));
                break;
            }

            name = step.Split?.Signal ?? (step.RenamedFrom.Length > 0 ? step.RenamedFrom : name);
            revisions.Add(new(step.From, name, unit));
        }

        return revisions;
    }

    /// <summary>The id of a revision, as far as it is known: ids end with names, in which what ids cannot have is an underscore.</summary>
    public string IdOf(SignalRevision revision) =>
        Id.EndsWith(Name, StringComparison.Ordinal) ? Id.Substring(0, Id.Length - Name.Length) + revision.Name
        : Id.EndsWith(Plain(Name), StringComparison.Ordinal) ? Id.Substring(0, Id.Length - Name.Length) + Plain(revision.Name)
        : Id;

    /// <summary>How data of one revision are translated to another version: several translations where values of an attribute decide; none where there is no way.</summary>
    public IReadOnlyList<SignalTranslation> Translations(SignalRevision revision, int version)
    {
        IEnumerable<SignalTranslation> ways = [new SignalTranslation(revision)];
        var revisions = Revisions();
        foreach (var step in Steps.Where(h => h.From >= revision.Version && h.To <= version))
        {
            ways = ways.Select(w => w.Forward(step, revisions.First(f => f.Version == step.To).Name)).ToList();
        }

        foreach (var step in Steps.Reverse().Where(h => h.To <= revision.Version && h.From >= version))
        {
            if (!step.IsInvertible)
            {
                return [];
            }

            ways = ways.SelectMany(w => w.Back(step)).ToList();
        }

        return [.. ways];
    }

    private static string Plain(string name) => new([.. name.Select(c => char.IsLetterOrDigit(c) || c == '.' ? c : '_')]);
}

/// <summary>A signal as one version called it.</summary>
public sealed record SignalRevision(int Version, string Name, string Unit);
