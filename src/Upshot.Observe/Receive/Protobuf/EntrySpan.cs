using Upshot.Observe.Policy;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>The spans that count as requests: a service was called (server, consumer), or the work began here (root).</summary>
internal static class EntrySpan
{
    public static bool Is(in SpanFields span) => span.Kind is SpanKinds.Server or SpanKinds.Consumer || span.IsRoot;
}
