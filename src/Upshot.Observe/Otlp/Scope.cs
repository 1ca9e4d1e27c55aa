namespace Upshot.Observe.Otlp;

/// <summary>InstrumentationScope: its name and version, and which signals of a plan in which versions it says that its metrics are (<c>upshot.signals</c>).</summary>
internal readonly record struct Scope(Slice Name, Slice Version, Slice Signals = default)
{
    private static ReadOnlySpan<byte> SignalsKey => "upshot.signals"u8;

    public static Scope Read(Slice message)
    {
        Slice name = default, version = default, signals = default;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    name = wire.Bytes();
                    break;
                case (2 << 3) | 2:
                    version = wire.Bytes();
                    break;
                case (3 << 3) | 2:
                    // Of all others nothing is read.
                    var attribute = wire.Bytes();
                    if (attribute.Span.IndexOf(SignalsKey) >= 0 && KeyValue.Read(attribute) is var (key, value) && key.Span.SequenceEqual(SignalsKey) && AnyValue.TryText(value, out var text))
                    {
                        signals = text;
                    }

                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return new(name, version, signals);
    }
}
