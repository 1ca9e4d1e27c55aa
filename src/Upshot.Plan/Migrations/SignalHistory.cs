namespace Upshot.Plan.Migrations;

/// <summary>A signal over its versions: what it is in the latest one, and the hops that lead there.</summary>
/// <param name="Id">In the latest version, as are name, unit and version.</param>
/// <param name="Hops">Oldest first, without a hole between them and up to <paramref name="Version"/>.</param>
public sealed record Lineage(SignalKind Kind, string Id, string Name, string Unit, int Version, IReadOnlyList<Migration> Hops)
{
    /// <summary>Null: no hop leads to the present version.</summary>
    public static Lineage? Of(Signal signal)
    {
        var hops = new List<Migration>();
        for (var at = signal.Version; signal.Migrations.Where(m => m.To == at && m.From < at).OrderByDescending(m => m.From).FirstOrDefault() is { } hop; at = hop.From)
        {
            hops.Insert(0, hop);
        }

        return hops.Count == 0 ? null : new(signal.Kind, signal.Id, signal.Name, signal.Unit, signal.Version, hops);
    }

    /// <summary>What the signal was called in each version, latest first; several names of one version were merged later.</summary>
    public IReadOnlyList<Form> Forms()
    {
        var forms = new List<Form> { new(Version, Name, Unit) };
        var (name, unit) = (Name, Unit);
        foreach (var hop in Hops.Reverse())
        {
            unit = hop.Unit?.From ?? unit;
            if (hop.Merge is { } merge)
            {
                // What these were called before is not known here: each had a history of its own.
                forms.AddRange(merge.Signals.Keys.Select(s => new Form(hop.From, s, unit)));
                break;
            }

            name = hop.Split?.Signal ?? (hop.RenamedFrom.Length > 0 ? hop.RenamedFrom : name);
            forms.Add(new(hop.From, name, unit));
        }

        return forms;
    }

    /// <summary>The id of a form, as far as it can be told: ids end with names, in which what ids cannot have is an underscore.</summary>
    public string IdOf(Form form) =>
        Id.EndsWith(Name, StringComparison.Ordinal) ? Id.Substring(0, Id.Length - Name.Length) + form.Name
        : Id.EndsWith(Plain(Name), StringComparison.Ordinal) ? Id.Substring(0, Id.Length - Name.Length) + Plain(form.Name)
        : Id;

    /// <summary>How data of one form are told in the words of another version: several ways where values of an attribute decide; none where it cannot be done.</summary>
    public IReadOnlyList<Retelling> Retell(Form form, int version)
    {
        IEnumerable<Retelling> ways = [new Retelling(form)];
        var forms = Forms();
        foreach (var hop in Hops.Where(h => h.From >= form.Version && h.To <= version))
        {
            ways = ways.Select(w => w.Forward(hop, forms.First(f => f.Version == hop.To).Name)).ToList();
        }

        foreach (var hop in Hops.Reverse().Where(h => h.To <= form.Version && h.From >= version))
        {
            if (!hop.IsInvertible)
            {
                return [];
            }

            ways = ways.SelectMany(w => w.Back(hop)).ToList();
        }

        return [.. ways];
    }

    private static string Plain(string name) => new([.. name.Select(c => char.IsLetterOrDigit(c) || c == '.' ? c : '_')]);
}

/// <summary>A signal as one version called it.</summary>
public sealed record Form(int Version, string Name, string Unit);
