using System.Buffers;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Otlp;

/// <summary>
/// The uncompressed protobuf bytes of one export request, in memory that does not move: the store's vectors point into
/// it until the batch is appended. Whoever holds it last disposes it.
/// </summary>
public sealed unsafe class RequestBuffer : MemoryManager<byte>
{
    private byte* _pointer;
    private int _capacity;

    public RequestBuffer(int capacity)
    {
        _capacity = Math.Max(capacity, 256);
        _pointer = (byte*)NativeMemory.Alloc((nuint)_capacity);
    }

    public int Length { get; private set; }

    public byte* Pointer => _pointer;

    public ReadOnlySpan<byte> Bytes => new(_pointer, Length);

    /// <summary>Room to write into; follow with <see cref="Advance"/>.</summary>
    public Memory<byte> Room(int atLeast)
    {
        if (_capacity - Length < atLeast)
        {
            _capacity = checked((int)Math.Max((long)_capacity * 2, (long)Length + atLeast));
            _pointer = (byte*)NativeMemory.Realloc(_pointer, (nuint)_capacity);
        }

        return CreateMemory(Length, _capacity - Length);
    }

    public void Advance(int count) => Length += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).Span);
        Advance(bytes.Length);
    }

    public override Span<byte> GetSpan() => new(_pointer, _capacity);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_pointer);
        _pointer = null;
        _capacity = Length = 0;
    }
}
