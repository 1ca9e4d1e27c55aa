namespace Upshot.Observe.Otlp;

/// <summary>Picks <c>http.route</c> and <c>http.request.method</c> (or its older name) out of a span's attributes.</summary>
internal static class HttpNames
{
    /// <returns>Whether a route was too long, and was cut.</returns>
    public static bool Take(Slice key, Slice value, ref Slice route, ref Slice method)
    {
        var name = key.Span;
        if (!name.StartsWith("http."u8))
        {
            return false;
        }

        if (name.SequenceEqual("http.route"u8))
        {
            var text = TextOf(value);
            route = Cut.Name(text);
            return text.Length > route.Length;
        }
        else if (name.SequenceEqual("http.request.method"u8) || name.SequenceEqual("http.method"u8))
        {
            method = TextOf(value);
        }

        return false;
    }

    private static Slice TextOf(Slice value)
    {
        var wire = new Wire(value);
        return wire.Next() && wire.Tag == ((1 << 3) | 2) ? wire.Bytes() : default;
    }
}
