using System.Runtime.InteropServices;
using System.Text;

namespace Upshot.Observe.Otlp;

/// <summary>A text as UTF-8 in memory that does not move for as long as this object lives.</summary>
internal sealed unsafe class PinnedText
{
    private readonly byte[] _memory;

    public PinnedText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _memory = GC.AllocateUninitializedArray<byte>(bytes.Length + 1, pinned: true);
        bytes.CopyTo(_memory, 0);
        Slice = new Slice((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0), bytes.Length);
    }

    public Slice Slice { get; }
}
