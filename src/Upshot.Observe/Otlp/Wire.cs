using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Upshot.Observe.Otlp;

/// <summary>The bytes are not what they claim to be.</summary>
public sealed class MalformedTelemetryException(string message) : Exception(message);

/// <summary>A stretch of the body: a text, bytes or a nested message.</summary>
internal readonly unsafe struct Slice(byte* pointer, int length)
{
    public readonly byte* Pointer = pointer;
    public readonly int Length = length;

    public ReadOnlySpan<byte> Span => new(Pointer, Length);
}

/// <summary>Reads protobuf's wire format, checking every bound. Source: protobuf.dev, "Encoding".</summary>
internal unsafe struct Wire
{
    private readonly byte* _end;
    private byte* _at;

    public Wire(Slice slice)
    {
        _at = slice.Pointer;
        _end = slice.Pointer + slice.Length;
    }

    /// <summary>Field number times 8 plus wire type.</summary>
    public uint Tag;

    /// <summary>For packed numbers, which have no tags.</summary>
    public readonly bool HasMore => _at < _end;

    public readonly int Field => (int)(Tag >> 3);

    /// <summary>Where it stands: before a tag, or behind a value.</summary>
    public readonly byte* At => _at;

    /// <summary>Goes on behind the next value of a tag; what lies before it is skipped.</summary>
    public bool Find(uint tag, out Slice found)
    {
        while (Next())
        {
            if (Tag == tag)
            {
                found = Bytes();
                return true;
            }

            Skip();
        }

        found = default;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next()
    {
        if (_at >= _end)
        {
            return false;
        }

        var first = *_at;
        if (first < 0x80)
        {
            _at++;
            Tag = first;
        }
        else
        {
            var tag = VarintSlow();
            if (tag > uint.MaxValue)
            {
                Malformed("a field number is too large");
            }

            Tag = (uint)tag;
        }

        if (Tag < 8)
        {
            Malformed("field number 0");
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        if (_at < _end && *_at < 0x80)
        {
            return *_at++;
        }

        return VarintSlow();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Fixed64()
    {
        if (_end - _at < 8)
        {
            Malformed("a number is cut off");
        }

        var value = *(ulong*)_at;
        _at += 8;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Fixed32()
    {
        if (_end - _at < 4)
        {
            Malformed("a number is cut off");
        }

        var value = *(uint*)_at;
        _at += 4;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slice Bytes()
    {
        var length = Varint();
        if (length > (ulong)(_end - _at))
        {
            Malformed("a length points past the end");
        }

        var slice = new Slice(_at, (int)length);
        _at += (int)length;
        return slice;
    }

    /// <summary>Steps over the value of the current field.</summary>
    public void Skip()
    {
        switch (Tag & 7)
        {
            case 0:
                Varint();
                break;
            case 1:
                Fixed64();
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Fixed32();
                break;
            default:
                // Groups (3 and 4) were never part of OTLP.
                Malformed($"wire type {Tag & 7}");
                break;
        }
    }

    [DoesNotReturn]
    public static void Malformed(string what) =>
        throw new MalformedTelemetryException($"The body is not an OTLP protobuf message: {what}.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong VarintSlow()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at >= _end)
            {
                Malformed("a number is cut off");
            }

            var b = *_at++;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        Malformed("a number has more than ten bytes");
        return 0;
    }
}
