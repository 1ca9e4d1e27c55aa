namespace Upshot.Plan.Diff;

internal enum PairedBy
{
    /// <summary>Id, or kind and name.</summary>
    Name,

    /// <summary>A migration of the later one, <c>renamed_to</c> or a schema file.</summary>
    Declaration,

    /// <summary>They look the same but for the name.</summary>
    Likeness,
}

/// <summary>Which signal of the later plan a signal of the earlier one has become.</summary>
internal sealed record SignalPair(Signal Before, Signal After, PairedBy By)
{
    /// <summary>The migration that splits it off or merges it in; null: it is the whole signal.</summary>
    public Migration? Part { get; init; }
}

internal sealed class SignalPairs
{
    public List<SignalPair> Pairs { get; } = [];

    public List<Signal> Removed { get; } = [];

    public List<Signal> Added { get; } = [];

    public static SignalPairs Of(Difference difference)
    {
        var found = new SignalPairs();
        var before = difference.Before.Signals;
        var after = difference.After.Signals;
        var open = new List<Signal>();
        var taken = new HashSet<Signal>(ReferenceComparer.Instance);
        var byId = First(after, s => (s.Kind, s.Id));
        foreach (var signal in before)
        {
            if (byId.TryGetValue((signal.Kind, signal.Id), out var same))
            {
                Pair(signal, same, PairedBy.Name);
            }
            else
            {
                open.Add(signal);
            }
        }

        // The same name under another id: a file was moved, or its format changed.
        open = Rest(open, signal => after.FirstOrDefault(s => s.Kind == signal.Kind && s.Name == signal.Name && !taken.Contains(s)), PairedBy.Name);
        open = Rest(open, signal => after.FirstOrDefault(s => s.Kind == signal.Kind && !taken.Contains(s) && s.Migrations.Any(m => m.RenamedFrom == signal.Name)), PairedBy.Declaration);
        open = [.. open.Where(signal => !IsPart(signal))];
        var names = after.ToLookup(s => (s.Kind, s.Name));
        open = Rest(open, signal => (signal.RenamedTo.Length > 0 && names[(signal.Kind, signal.RenamedTo)].Any() ? signal.RenamedTo : difference.Renames.Signal(signal.Kind, signal.Name, n => names[(signal.Kind, n)].Any())) is { } name
            ? names[(signal.Kind, name)].First()
            : null, PairedBy.Declaration);
        var known = new HashSet<(SignalKind, string)>(before.Select(s => (s.Kind, s.Name)));
        open = Rest(open, signal => OnlyOne(after.Where(s => !taken.Contains(s) && !known.Contains((s.Kind, s.Name)) && IsAlike(signal, s))), PairedBy.Likeness);
        found.Removed.AddRange(open);
        found.Added.AddRange(after.Where(s => !taken.Contains(s)));
        return found;

        void Pair(Signal then, Signal now, PairedBy by)
        {
            taken.Add(now);
            found.Pairs.Add(new(then, now, by));
        }

        List<Signal> Rest(List<Signal> signals, Func<Signal, Signal?> find, PairedBy by)
        {
            var left = new List<Signal>();
            foreach (var signal in signals)
            {
                if (find(signal) is { } now)
                {
                    Pair(signal, now, by);
                }
                else
                {
                    left.Add(signal);
                }
            }

            return left;
        }

        bool IsPart(Signal signal)
        {
            var parts = after.Where(s => s.Kind == signal.Kind)
                .SelectMany(s => s.Migrations.Where(m => m.Split?.Signal == signal.Name || m.Merge?.Signals.ContainsKey(signal.Name) == true).Select(m => new SignalPair(signal, s, PairedBy.Declaration) { Part = m }))
                .ToList();
            found.Pairs.AddRange(parts);
            taken.UnionWith(parts.Select(p => p.After));
            return parts.Count > 0;
        }
    }

    private static bool IsAlike(Signal before, Signal after) =>
        before.Kind == after.Kind && before.Instrument == after.Instrument && before.Unit == after.Unit && before.SpanKind == after.SpanKind
        && before.Brief.Length > 0 && before.Brief == after.Brief
        && new HashSet<string>(before.Attributes.Select(a => a.Name)).SetEquals(after.Attributes.Select(a => a.Name));

    private static Signal? OnlyOne(IEnumerable<Signal> signals)
    {
        var two = signals.Take(2).ToList();
        return two.Count == 1 ? two[0] : null;
    }

    private static Dictionary<TKey, Signal> First<TKey>(IEnumerable<Signal> signals, Func<Signal, TKey> key)
        where TKey : notnull => signals.GroupBy(key).ToDictionary(g => g.Key, g => g.First());

    // Records compare all they hold; here a signal is itself and no other.
    private sealed class ReferenceComparer : IEqualityComparer<Signal>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(Signal? x, Signal? y) => ReferenceEquals(x, y);

        public int GetHashCode(Signal obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
