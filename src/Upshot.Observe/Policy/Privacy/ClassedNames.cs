using System.Text;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>What is to be done with an attribute, by the bytes of its key; most keys are known to be none by their length alone.</summary>
internal sealed class ClassedNames
{
    public static readonly ClassedNames None = new(new Dictionary<string, Treatment>(), new Dictionary<string, Treatment>());
    private readonly NameTable<Treatment> _names;
    private readonly (byte[] Prefix, Treatment Treatment)[] _families;

    /// <param name="names">Names of attributes.</param>
    /// <param name="families">Names of which each is the beginning of many, up to a dot: <c>http.request.header</c>.</param>
    public ClassedNames(IReadOnlyDictionary<string, Treatment> names, IReadOnlyDictionary<string, Treatment> families)
    {
        _names = new(names);
        _families = [.. families.Select(f => (Encoding.UTF8.GetBytes(f.Key + "."), f.Value))];
    }

    public Treatment Find(ReadOnlySpan<byte> key)
    {
        if (_names.TryFind(key, out var named))
        {
            return named;
        }

        foreach (var (prefix, treatment) in _families)
        {
            if (key.StartsWith(prefix))
            {
                return treatment;
            }
        }

        return Treatment.Keep;
    }

    /// <summary>As <see cref="Find"/>, for a value within values: its own key counts, and so does every end of the path that leads to it.</summary>
    public Treatment FindWithin(ReadOnlySpan<byte> path)
    {
        for (var rest = path; ;)
        {
            if (Find(rest) is var found and not Treatment.Keep)
            {
                return found;
            }

            var dot = rest.IndexOf((byte)'.');
            if (dot < 0)
            {
                return Treatment.Keep;
            }

            rest = rest[(dot + 1)..];
        }
    }
}
