using Upshot.Observe.Otlp;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>
/// Changes to a protobuf message, noted while it is walked from front to back, and made in one copy at the end: what is not changed
/// costs nothing but the copy, and lengths of what is around a change are written anew.
/// </summary>
internal sealed unsafe class MessageEdits(Slice body)
{
    private readonly List<Edit> _edits = [];
    private Open[] _open = new Open[16];
    private int _depth;
    private byte[] _texts = new byte[1024];
    private int _textsLength;
    private long _growth;

    /// <summary>The text that takes the place of a stretch of the body.</summary>
    private readonly record struct Edit(int At, int Removed, int Text, int Length);

    private struct Open
    {
        public Slice Message;
        public int Delta;

        /// <summary>The edit of its length; −1: nothing within has changed so far.</summary>
        public int Edit;
    }

    public bool Any => _edits.Count > 0;

    /// <summary>What follows happens within this message, whose length stands right before it.</summary>
    public void Enter(Slice message)
    {
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth++] = new Open { Message = message, Edit = -1 };
    }

    public void Leave()
    {
        ref var left = ref _open[--_depth];
        if (left.Edit < 0)
        {
            return;
        }

        var text = _textsLength;
        var length = Length(left.Message.Length + left.Delta);
        var at = LengthBefore(left.Message);
        var old = (int)(left.Message.Pointer - body.Pointer) - at;
        _edits[left.Edit] = new(at, old, text, length);
        Grew(left.Delta + length - old, _depth - 1);
        _growth += length - old;
    }

    /// <summary>Takes out what stands from <paramref name="from"/> up to <paramref name="to"/>.</summary>
    public void Remove(byte* from, byte* to) => Replace(from, to, []);

    public void Replace(byte* from, byte* to, ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _depth; i++)
        {
            if (_open[i].Edit < 0)
            {
                // Its place in the order of the body is here; what it is, is known when the message ends.
                _open[i].Edit = _edits.Count;
                _edits.Add(default);
            }
        }

        var removed = (int)(to - from);
        _edits.Add(new((int)(from - body.Pointer), removed, _textsLength, text.Length));
        text.CopyTo(Room(text.Length));
        Grew(text.Length - removed, _depth - 1);
        _growth += text.Length - removed;
    }

    /// <summary>The body as it is after all changes.</summary>
    public RequestBuffer Apply()
    {
        var changed = new RequestBuffer(checked((int)(body.Length + _growth)));
        var at = 0;
        foreach (var edit in _edits)
        {
            changed.Write(body.Span[at..edit.At]);
            changed.Write(_texts.AsSpan(edit.Text, edit.Length));
            at = edit.At + edit.Removed;
        }

        changed.Write(body.Span[at..]);
        return changed;
    }

    private void Grew(int by, int depth)
    {
        if (depth >= 0)
        {
            _open[depth].Delta += by;
        }
    }

    /// <summary>A number's last byte is below 128 and all before it are not; so is the tag's last byte, which stands before the length.</summary>
    private int LengthBefore(Slice message)
    {
        var at = message.Pointer - 1;
        while (at - 1 > body.Pointer && at[-1] >= 0x80)
        {
            at--;
        }

        return (int)(at - body.Pointer);
    }

    /// <summary>Writes a length into the texts and says how many bytes it has.</summary>
    private int Length(int value)
    {
        var room = Room(5);
        var count = 0;
        for (var left = (uint)value; ; left >>= 7)
        {
            if (left < 0x80)
            {
                room[count++] = (byte)left;
                break;
            }

            room[count++] = (byte)(left | 0x80);
        }

        _textsLength -= 5 - count;
        return count;
    }

    private Span<byte> Room(int length)
    {
        if (_texts.Length - _textsLength < length)
        {
            Array.Resize(ref _texts, Math.Max(_texts.Length * 2, _textsLength + length));
        }

        _textsLength += length;
        return _texts.AsSpan(_textsLength - length, length);
    }
}
