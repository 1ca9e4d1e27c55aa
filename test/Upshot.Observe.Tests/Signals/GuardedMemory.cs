using System.Runtime.InteropServices;

namespace Upshot.Observe.Tests.Signals;

/// <summary>Bytes that end where readable memory ends: reading one more kills the process. Where that cannot be had, plain memory.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int PageSize = 4096, None = 0, ReadWrite = 3, PrivateAnonymous = 0x22;
    private readonly byte* _memory;
    private readonly int _capacity;

    public GuardedMemory(int pages)
    {
        _capacity = pages * PageSize;
        if (!OperatingSystem.IsLinux())
        {
            _memory = (byte*)NativeMemory.Alloc((nuint)_capacity);
            return;
        }

        _memory = (byte*)Map(0, (nuint)_capacity + PageSize, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_memory == -1 || Protect((nint)_memory + _capacity, PageSize, None) != 0)
        {
            throw new InvalidOperationException("No memory with a guard page.");
        }
    }

    /// <summary>Only the last is valid.</summary>
    public byte* Place(ReadOnlySpan<byte> bytes)
    {
        var start = _memory + _capacity - bytes.Length;
        bytes.CopyTo(new Span<byte>(start, _capacity));
        return start;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap((nint)_memory, (nuint)_capacity + PageSize);
        }
        else
        {
            NativeMemory.Free(_memory);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
