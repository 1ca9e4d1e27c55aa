using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Files;

/// <summary>
/// What tells that a path still names the same, unchanged file: size, the time of its last change, and, where the system has
/// them, its number and the time that nobody can set back.
/// </summary>
/// <param name="Number">Of the file on its device (the inode); 0 where there is none.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number, long Size, long ModifiedAt, long ChangedAt)
{
    private const int AtWorkingDirectory = -100, BasicStatistics = 0x7ff, StatLength = 256;
    private const ushort TypeOfFile = 0xF000, RegularFile = 0x8000, DirectoryType = 0x4000;

    /// <summary>What stands there, as <c>st_mode</c> says it.</summary>
    private ushort Mode { get; init; }

    /// <summary>A file with bytes in it: no folder, and nothing that waits for another process when it is opened.</summary>
    public bool IsFile => (Mode & TypeOfFile) == RegularFile;

    public bool IsFolder => (Mode & TypeOfFile) == DirectoryType;

    /// <summary>Null: there is nothing at the end of the path.</summary>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> found = stackalloc byte[StatLength];
            return Statx(AtWorkingDirectory, path, 0, BasicStatistics, ref MemoryMarshal.GetReference(found)) == 0 ? Read(found) : null;
        }

        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return info.Exists ? new(0, 0, info is FileInfo file ? file.Length : 0, info.LastWriteTimeUtc.Ticks, info.CreationTimeUtc.Ticks) { Mode = info is FileInfo ? RegularFile : DirectoryType } : null;
    }

    /// <summary>Whether a path still leads to what was opened there; a system that has no identities says yes.</summary>
    public static bool Leads(string path, FileIdentity? opened) => opened is null || (Of(path) is { } now && opened.Value.IsSamePlaceAs(now));

    /// <summary>Whether both are the same file or folder, whatever was written to it in between.</summary>
    public bool IsSamePlaceAs(FileIdentity other) =>
        OperatingSystem.IsLinux() ? (Device, Number) == (other.Device, other.Number) : OperatingSystem.IsWindows() || ChangedAt == other.ChangedAt;

    /// <summary>The fields of <c>struct statx</c>, whose layout is the same on every architecture.</summary>
    private static FileIdentity Read(ReadOnlySpan<byte> stat)
    {
        const int mode = 28, inode = 32, size = 40, changed = 96, modified = 112, deviceMajor = 136, deviceMinor = 140;
        var device = ((ulong)Native32(stat[deviceMajor..]) << 32) | Native32(stat[deviceMinor..]);
        return new(device, Native64(stat[inode..]), (long)Native64(stat[size..]), Time(stat[modified..]), Time(stat[changed..])) { Mode = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(stat[mode..]) : BinaryPrimitives.ReadUInt16BigEndian(stat[mode..]) };
    }

    private static long Time(ReadOnlySpan<byte> stamp) => ((long)Native64(stamp) * 1_000_000_000) + Native32(stamp[8..]);

    private static uint Native32(ReadOnlySpan<byte> bytes) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ulong Native64(ReadOnlySpan<byte> bytes) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte found);
}
