using System.Runtime.CompilerServices;
using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Plan;

namespace Upshot.Observe.Policy;

/// <summary>Recognises the plan's operations by their entry spans. Where two match, the one declared first wins.</summary>
internal sealed class OperationMatcher
{
    private readonly Candidate[] _all;
    private readonly ConditionalWeakTable<ResourceInfo, Candidate[]> _ofResource = [];

    /// <param name="names">Names of other versions; null: only those of the plan count.</param>
    public OperationMatcher(ProductPlan plan, SelectorNames? names = null)
        : this([.. plan.Operations.Select(o => o.Name)], [.. plan.Operations.Select((o, i) => Candidate.Of(i, o.Entry, names ?? SelectorNames.None))])
    {
    }

    /// <summary>As another one matches.</summary>
    public OperationMatcher(IReadOnlyList<string> names, IReadOnlyList<Candidate> candidates)
    {
        Names = names;
        NameTexts = [.. names.Select(n => new PinnedText(n))];
        _all = [.. candidates];
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<Candidate> Candidates => _all;

    public IReadOnlyList<PinnedText> NameTexts { get; }

    /// <summary>Index of the operation that an entry span belongs to, or −1.</summary>
    public int Match(ResourceInfo resource, in EntrySpan span)
    {
        // The resources are few and live long: which operations fit a service is found out once for each.
        if (!_ofResource.TryGetValue(resource, out var candidates))
        {
            candidates = _ofResource.GetValue(resource, r => [.. _all.Where(c => c.Service is null || c.Service == r.Service)]);
        }

        foreach (var candidate in candidates)
        {
            if (candidate.Matches(span))
            {
                return candidate.Index;
            }
        }

        return -1;
    }

    /// <param name="Spans">Names, of which one is enough; null: any.</param>
    /// <param name="Attributes">For each condition the ways in which it can be met.</param>
    internal sealed record Candidate(int Index, string? Service, byte[][]? Spans, byte[]? Route, byte[]? Method, byte Kind, (byte[] Key, string Value)[][] Attributes)
    {
        public static Candidate Of(int index, SpanSelector entry, SelectorNames names) => new(
            index,
            entry.Service,
            entry.Span is null ? null : [.. names.OfSpan(entry.Span).Select(Encoding.UTF8.GetBytes)],
            Bytes(entry.Route),
            Bytes(entry.Method),
            (byte)Math.Max(0, Array.IndexOf(SpanKinds.Names, entry.Kind?.ToLowerInvariant())),
            [.. entry.Attributes.Select(a => names.OfAttribute(a.Key, a.Value).Select(n => (Encoding.UTF8.GetBytes(n.Key), n.Value)).ToArray())]);

        public bool Matches(in EntrySpan span) =>
            (Kind == 0 || Kind == span.Kind)
            && (Spans is null || IsNamed(span.Name, Spans))
            && (Route is null || span.Route.Span.SequenceEqual(Route))
            && (Method is null || span.Method.Span.SequenceEqual(Method))
            && HasAttributes(span.Message);

        private bool HasAttributes(Slice span)
        {
            foreach (var ways in Attributes)
            {
                if (!HasOneOf(span, ways))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool HasOneOf(Slice span, (byte[] Key, string Value)[] ways)
        {
            foreach (var (key, value) in ways)
            {
                if (HasAttribute(span, key, value))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsNamed(Slice name, byte[][] names)
        {
            foreach (var one in names)
            {
                if (name.Span.SequenceEqual(one))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool HasAttribute(Slice span, byte[] key, string value)
        {
            var wire = new Wire(span);
            while (wire.Next())
            {
                if (wire.Tag != ((9 << 3) | 2))
                {
                    wire.Skip();
                    continue;
                }

                var (name, content) = KeyValue.Read(wire.Bytes());
                if (name.Span.SequenceEqual(key))
                {
                    var json = new JsonText();
                    json.Value(content);
                    return Encoding.UTF8.GetString(json.Written).Trim('"') == value;
                }
            }

            return false;
        }

        private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
    }
}
