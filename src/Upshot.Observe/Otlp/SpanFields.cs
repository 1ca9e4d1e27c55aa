using System.Buffers.Binary;

namespace Upshot.Observe.Otlp;

/// <summary>The fields of one span, found but not copied. Source: opentelemetry-proto, trace.proto.</summary>
internal struct SpanFields
{
    public const uint Attribute = (9 << 3) | 2, Event = (11 << 3) | 2, Link = (13 << 3) | 2;

    public Slice TraceId, Id, Parent, Name, TraceState, StatusMessage;
    public ulong Start, End;
    public byte Kind, Status;
    public uint Flags;
    public bool HasEvents, HasLinks, NameIsCut;

    // Source: opentelemetry-proto, SpanFlags: whether the parent is of another process, and whether that is known.
    private const uint KnowsWhereParentIs = 0x100, ParentIsRemote = 0x200;

    public readonly bool IsRoot => Parent.Length == 0 || BinaryPrimitives.ReadUInt64BigEndian(Parent.Span) == 0;

    /// <summary>
    /// Does the span count as a request? A service was called (server, consumer), or the work began here (root). A consumer whose parent is of the
    /// same process asks for messages within other work: it is told from processing by its flags, where they say so.
    /// </summary>
    public readonly bool IsEntry => Kind is SpanKinds.Server || (Kind is SpanKinds.Consumer && !IsWithinItsProcess) || IsRoot;

    private readonly bool IsWithinItsProcess => (Flags & (KnowsWhereParentIs | ParentIsRemote)) == KnowsWhereParentIs;

    /// <summary>The end is not before the start, and can be.</summary>
    public readonly bool HasDuration => End >= Start && End <= long.MaxValue;

    /// <summary>0 where there is none.</summary>
    public readonly long DurationNanos => HasDuration ? (long)(End - Start) : 0;

    /// <summary>Takes the field that <paramref name="wire"/> stands at; attributes, events and links are the caller's.</summary>
    public void Take(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (1 << 3) | 2:
                TraceId = wire.Bytes();
                break;
            case (2 << 3) | 2:
                Id = wire.Bytes();
                break;
            case (3 << 3) | 2:
                TraceState = wire.Bytes();
                break;
            case (4 << 3) | 2:
                Parent = wire.Bytes();
                break;
            case (5 << 3) | 2:
                Name = wire.Bytes();
                NameIsCut = Name.Length > Cut.MaxName;
                Name = Cut.Name(Name);
                break;
            case (6 << 3) | 0:
                // A number that we do not know says nothing.
                var kind = wire.Varint();
                Kind = kind <= 5 ? (byte)kind : (byte)0;
                break;
            case (7 << 3) | 1:
                Start = wire.Fixed64();
                break;
            case (8 << 3) | 1:
                End = wire.Fixed64();
                break;
            case (16 << 3) | 5:
                Flags = wire.Fixed32();
                break;
            case (15 << 3) | 2:
                TakeStatus(wire.Bytes());
                break;
            default:
                wire.Skip();
                break;
        }
    }

    /// <summary>Why the span cannot be stored; null when it can.</summary>
    public readonly string? Refusal()
    {
        if (TraceId.Length != 16 || TraceId.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            return "a trace id is not 16 bytes, or all zero";
        }

        if (Id.Length != 8 || Id.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            return "a span id is not 8 bytes, or all zero";
        }

        if (Parent.Length is not (0 or 8))
        {
            return "a parent span id is not 8 bytes";
        }

        return Start is 0 or > long.MaxValue ? "a start time is missing or beyond the year 2262" : null;
    }

    private void TakeStatus(Slice message)
    {
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (2 << 3) | 2:
                    StatusMessage = wire.Bytes();
                    break;
                case (3 << 3) | 0:
                    var status = wire.Varint();
                    Status = status <= 2 ? (byte)status : (byte)0;
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }
    }
}
