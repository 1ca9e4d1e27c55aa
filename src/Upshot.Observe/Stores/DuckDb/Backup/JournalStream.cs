using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Stores.DuckDb.Backup;

/// <summary>Requests that are not sealed yet, as the journal that a restart would read: made as it is read, from memory.</summary>
internal sealed class JournalStream(IReadOnlyList<JournalEntry> entries) : Stream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _parts = entries.SelectMany(Journal.Parts).GetEnumerator();
    private ReadOnlyMemory<byte> _left;
    private long _position;

    public override bool CanRead => true;

    // The tar needs its length before its bytes; it never goes back.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => entries.Sum(e => e.JournalLength);

    public override long Position
    {
        get => _position;
        set
        {
            if (value != _position)
            {
                throw new NotSupportedException();
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_left.IsEmpty)
        {
            if (!_parts.MoveNext())
            {
                return 0;
            }

            _left = _parts.Current;
        }

        var take = Math.Min(buffer.Length, _left.Length);
        _left.Span[..take].CopyTo(buffer);
        _left = _left[take..];
        _position += take;
        return take;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
