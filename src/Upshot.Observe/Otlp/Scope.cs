namespace Upshot.Observe.Otlp;

/// <summary>InstrumentationScope: its name and version.</summary>
internal readonly record struct Scope(Slice Name, Slice Version)
{
    public static Scope Read(Slice message)
    {
        Slice name = default, version = default;
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
                default:
                    wire.Skip();
                    break;
            }
        }

        return new(name, version);
    }
}
