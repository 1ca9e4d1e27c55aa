using System.Buffers.Binary;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

internal enum FrameKind : byte
{
    /// <summary>To the worker, once: a <see cref="WorkerSetup"/>.</summary>
    Setup,

    /// <summary>To the worker: a <see cref="WorkerQuestion"/>.</summary>
    Question,

    /// <summary>From the worker: it can be asked now.</summary>
    Ready,

    /// <summary>Names of the columns, a JSON array.</summary>
    Columns,

    /// <summary>A piece of the rows: JSON arrays with commas between them.</summary>
    Rows,

    /// <summary>A <see cref="WorkerEnd"/>.</summary>
    End,

    /// <summary>A <see cref="WorkerFailure"/>.</summary>
    Failure,

    /// <summary>A file of the snapshot is no longer there: it was sealed or merged meanwhile. Nothing has been answered.</summary>
    SnapshotGone,
}

/// <summary>What server and worker say to each other: kind, length, content.</summary>
internal static class Frame
{
    private const int HeaderLength = 5;
    private const int MaxLength = 64 << 20;

    public static void Write(Stream stream, FrameKind kind, ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeaderLength + content.Length];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), content.Length);
        content.CopyTo(frame.AsSpan(HeaderLength));
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>Null when the other side has ended.</summary>
    public static (FrameKind Kind, byte[] Content)? Read(Stream stream)
    {
        var header = new byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        var content = new byte[LengthOf(header)];
        return stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length ? null : ((FrameKind)header[0], content);
    }

    public static async ValueTask<(FrameKind Kind, byte[] Content)?> ReadAsync(Stream stream)
    {
        var header = new byte[HeaderLength];
        if (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        var content = new byte[LengthOf(header)];
        return await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false) < content.Length ? null : ((FrameKind)header[0], content);
    }

    private static int LengthOf(byte[] header) =>
        BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1)) is >= 0 and <= MaxLength and var length ? length : throw new InvalidDataException("A frame is longer than any is.");
}
