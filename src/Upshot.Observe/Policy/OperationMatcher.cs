using System.Text;
using Upshot.Observe.Receive.Protobuf;
using Upshot.Plan;

namespace Upshot.Observe.Policy;

/// <summary>Recognises the plan's operations by their entry spans. Where two match, the one declared first wins.</summary>
internal sealed class OperationMatcher
{
    private readonly Candidate[] _all;

    public OperationMatcher(ProductPlan plan)
    {
        Names = [.. plan.Operations.Select(o => o.Name)];
        NameTexts = [.. Names.Select(n => new PinnedText(n))];
        _all = [.. plan.Operations.Select((o, i) => Candidate.Of(i, o.Entry))];
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<PinnedText> NameTexts { get; }

    /// <summary>Index of the operation that an entry span belongs to, or −1.</summary>
    public int Match(ResourceInfo resource, in EntrySpan span)
    {
        // The resources are few and live long: which operations fit a service is found out once for each.
        var candidates = resource.Operations ??= [.. _all.Where(c => c.Service is null || c.Service == resource.Service)];
        foreach (var candidate in candidates)
        {
            if (candidate.Matches(span))
            {
                return candidate.Index;
            }
        }

        return -1;
    }

    /// <summary>What of an entry span decides; <paramref name="Span"/> is the whole message, for attributes.</summary>
    public readonly record struct EntrySpan(Slice Name, Slice Route, Slice Method, byte Kind, Slice Span);

    internal sealed record Candidate(int Index, string? Service, byte[]? Span, byte[]? Route, byte[]? Method, byte Kind, (byte[] Key, string Value)[] Attributes)
    {
        public static Candidate Of(int index, SpanSelector entry) => new(
            index,
            entry.Service,
            Bytes(entry.Span),
            Bytes(entry.Route),
            Bytes(entry.Method),
            (byte)Math.Max(0, Array.IndexOf(SpanKinds.Names, entry.Kind?.ToLowerInvariant())),
            [.. entry.Attributes.Select(a => (Encoding.UTF8.GetBytes(a.Key), a.Value))]);

        public bool Matches(in EntrySpan span) =>
            (Kind == 0 || Kind == span.Kind)
            && (Span is null || span.Name.Span.SequenceEqual(Span))
            && (Route is null || span.Route.Span.SequenceEqual(Route))
            && (Method is null || span.Method.Span.SequenceEqual(Method))
            && HasAttributes(span.Span);

        private bool HasAttributes(Slice span)
        {
            foreach (var (key, value) in Attributes)
            {
                if (!HasAttribute(span, key, value))
                {
                    return false;
                }
            }

            return true;
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
