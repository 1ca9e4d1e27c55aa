using System.IO.Hashing;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Policy.Privacy;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>Does to attributes, wherever they stand, what the plan's classes and bounds say. One a request.</summary>
internal sealed unsafe class AttributeRewriter(ClassedNames names, ValueHash? hash, RecordBounds bounds, MessageEdits edits, bool lastWins = false)
{
    public const uint Key = (1 << 3) | 2, Value = (2 << 3) | 2, Item = (1 << 3) | 2, Array = (5 << 3) | 2, Map = (6 << 3) | 2;
    private static readonly byte[] s_mask = "***"u8.ToArray();
    private readonly List<byte> _path = [];
    private readonly List<byte> _made = [];

    /// <summary>All attributes of a message that has them in the field of this tag.</summary>
    public void All(Slice message, uint tag)
    {
        edits.Enter(message);
        var last = Last(message, tag);
        var wire = new Wire(message);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag == tag)
            {
                var keyValue = wire.Bytes();
                One(from, wire.At, tag, keyValue, last);
            }
            else
            {
                wire.Skip();
            }
        }

        edits.Leave();
    }

    /// <summary>Where each key of a message stands last, if any may stand there twice.</summary>
    public Dictionary<UInt128, nint>? Last(Slice message, uint tag)
    {
        if (!lastWins)
        {
            return null;
        }

        var last = new Dictionary<UInt128, nint>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == tag)
            {
                var keyValue = wire.Bytes();
                last[XxHash128.HashToUInt128(KeyValue.Read(keyValue).Key.Span)] = (nint)keyValue.Pointer;
            }
            else
            {
                wire.Skip();
            }
        }

        return last;
    }

    /// <summary>One attribute, whose field stands from <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <param name="last">Where each key stands last; null: each stands once.</param>
    public void One(byte* from, byte* to, uint tag, Slice keyValue, Dictionary<UInt128, nint>? last = null)
    {
        var (key, value) = KeyValue.Read(keyValue);
        if (last is not null && last[XxHash128.HashToUInt128(key.Span)] != (nint)keyValue.Pointer)
        {
            edits.Remove(from, to);
            return;
        }

        var treatment = names.Find(key.Span);
        if (treatment < Treatment.Mask && bounds.IsBeyond(key, value))
        {
            Put(from, to, tag, key, RecordBounds.Other);
        }
        else if (treatment != Treatment.Keep)
        {
            Treat(treatment, from, to, tag, key, value);
        }
        else if (MayHoldOthers(value))
        {
            Inside(keyValue, key, 0);
        }
        else if (AnyValue.TryText(value, out var text) && JsonRedaction.Of(text.Span, names, hash, key.Span) is { } redacted)
        {
            Put(from, to, tag, key, redacted);
        }
    }

    /// <summary>A text that is the value of field 2 of <paramref name="message"/>: what an exception says, repeated.</summary>
    public void Text(Treatment treatment, Slice message)
    {
        edits.Enter(message);
        var wire = new Wire(message);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag != Value)
            {
                wire.Skip();
                continue;
            }

            var text = wire.Bytes().Span;
            if (Treat(treatment, text, hash) is { } treated)
            {
                _made.Clear();
                if (treated.Length > 0)
                {
                    Append(Value, treated);
                }

                Replace(from, wire.At);
            }
        }

        edits.Leave();
    }

    /// <summary>An AnyValue that has no name, but may hold some that have: a log's body.</summary>
    public void Body(Slice value)
    {
        _path.Clear();
        Nested(value, 0);
    }

    private void Inside(Slice keyValue, Slice key, int depth)
    {
        var length = _path.Count;
        if (depth == 0)
        {
            _path.Clear();
            length = 0;
        }

        if (_path.Count > 0)
        {
            _path.Add((byte)'.');
        }

        _path.AddRange(key.Span);
        edits.Enter(keyValue);
        var wire = new Wire(keyValue);
        while (wire.Next())
        {
            if (wire.Tag == Value)
            {
                Nested(wire.Bytes(), depth + 1);
            }
            else
            {
                wire.Skip();
            }
        }

        edits.Leave();
        _path.RemoveRange(length, _path.Count - length);
    }

    private void Nested(Slice value, int depth)
    {
        edits.Enter(value);
        var wire = new Wire(value);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            switch (wire.Tag)
            {
                case Item when JsonRedaction.Of(wire.Bytes().Span, names, hash, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_path)) is { } redacted:
                    _made.Clear();
                    Append(Item, redacted);
                    Replace(from, wire.At);
                    break;
                case Item:
                    break;
                case Array or Map:
                    List(wire.Bytes(), wire.Tag == Map, depth);
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        edits.Leave();
    }

    private void List(Slice list, bool keyed, int depth)
    {
        edits.Enter(list);
        var wire = new Wire(list);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag != Item)
            {
                wire.Skip();
            }
            else if (!keyed)
            {
                Nested(wire.Bytes(), depth + 1);
            }
            else
            {
                Field(from, wire.Bytes(), depth);
            }
        }

        edits.Leave();
    }

    /// <summary>A value with a name within a value.</summary>
    private void Field(byte* from, Slice keyValue, int depth)
    {
        var (key, value) = KeyValue.Read(keyValue);
        var to = keyValue.Pointer + keyValue.Length;
        if (PathTreatment(key) is var treatment and not Treatment.Keep)
        {
            Treat(treatment, from, to, Item, key, value);
        }
        else if (value.Length > 0)
        {
            Inside(keyValue, key, depth + 1);
        }
    }

    private Treatment PathTreatment(Slice key)
    {
        if (_path.Count == 0)
        {
            return names.FindWithin(key.Span);
        }

        byte[] path = [.. _path, (byte)'.', .. key.Span];
        return names.FindWithin(path);
    }

    private void Treat(Treatment treatment, byte* from, byte* to, uint tag, Slice key, Slice value)
    {
        if (treatment == Treatment.Drop || (treatment == Treatment.Hash && hash is null && !IsHash(value)))
        {
            edits.Remove(from, to);
            return;
        }

        var isText = AnyValue.TryText(value, out var text);
        if (treatment == Treatment.CutQuery && !isText)
        {
            return;
        }

        var plain = isText ? text.Span : ValueText.Of(value);
        if (Treat(treatment, plain, hash) is not { } treated)
        {
            if (isText)
            {
                return;
            }

            treated = plain.ToArray();
        }

        Put(from, to, tag, key, treated);
    }

    /// <summary>An attribute with a text as its value in the place of what stands there: key 1, value 2, which is an AnyValue with text 1.</summary>
    private void Put(byte* from, byte* to, uint tag, Slice key, ReadOnlySpan<byte> text)
    {
        _made.Clear();
        var inner = 1 + Length(text.Length) + text.Length;
        var whole = 1 + Length(key.Length) + key.Length + 1 + Length(inner) + inner;
        Number(tag);
        Number((uint)whole);
        Append(Key, key.Span);
        Number(Value);
        Number((uint)inner);
        Append(Item, text);
        Replace(from, to);
    }

    /// <summary>Nearly all values are one text or one number.</summary>
    private static bool MayHoldOthers(Slice value)
    {
        if (value.Length == 0)
        {
            return false;
        }

        switch (*value.Pointer)
        {
            case (byte)Item:
                var wire = new Wire(value);
                wire.Next();
                wire.Bytes();
                return wire.HasMore;
            case (2 << 3) | 0 or (3 << 3) | 0 or (4 << 3) | 1:
                return value.Length > 11;
            default:
                return true;
        }
    }

    private static bool IsHash(Slice value) => AnyValue.TryText(value, out var text) && ValueHash.IsOne(text.Span);

    /// <summary>Null: it may stay as it is. Empty: it goes.</summary>
    internal static byte[]? Treat(Treatment treatment, ReadOnlySpan<byte> text, ValueHash? hash)
    {
        switch (treatment)
        {
            case Treatment.Mask:
                return text.SequenceEqual(s_mask) ? null : s_mask;
            case Treatment.Hash:
                return ValueHash.IsOne(text) ? null : hash?.Of(text) ?? [];
            case Treatment.CutQuery:
                var query = text.IndexOf((byte)'?');
                return query < 0 ? null : text[..query].ToArray();
            case Treatment.Drop:
                return [];
            default:
                return null;
        }
    }

    private void Replace(byte* from, byte* to) => edits.Replace(from, to, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_made));

    private void Append(uint tag, ReadOnlySpan<byte> bytes)
    {
        Number(tag);
        Number((uint)bytes.Length);
        _made.AddRange(bytes);
    }

    private void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _made.Add((byte)(value | 0x80));
        }

        _made.Add((byte)value);
    }

    private static int Length(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
}
