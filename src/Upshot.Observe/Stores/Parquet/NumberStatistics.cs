using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>The least and the greatest of numbers, in the order that the column's type has.</summary>
internal static class NumberStatistics
{
    /// <param name="values">At least one; doubles as their bits.</param>
    public static ColumnStatistics Of(ColumnType type, ReadOnlySpan<long> values)
    {
        switch (type)
        {
            case ColumnType.Double:
                return OfDoubles(MemoryMarshal.Cast<long, double>(values));
            case ColumnType.Unsigned:
                var (least, greatest) = Range(MemoryMarshal.Cast<long, ulong>(values));
                return new(Bytes((long)least, sizeof(long)), Bytes((long)greatest, sizeof(long)));
            default:
                var (min, max) = Range(values);
                var size = type == ColumnType.TinyInteger ? sizeof(int) : sizeof(long);
                return new(Bytes(min, size), Bytes(max, size));
        }
    }

    /// <summary>As it stands in a plain page; of a shorter number only the first bytes count.</summary>
    public static void Write(long value, Span<byte> into) => BinaryPrimitives.WriteInt64LittleEndian(into, value);

    /// <summary>None where there is a NaN, which has no place in an order; zeros count as both zeros.</summary>
    private static ColumnStatistics OfDoubles(ReadOnlySpan<double> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                return ColumnStatistics.None;
            }

            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        return new(Bytes(BitConverter.DoubleToInt64Bits(min == 0 ? -0.0 : min), sizeof(long)), Bytes(BitConverter.DoubleToInt64Bits(max == 0 ? 0.0 : max), sizeof(long)));
    }

    private static (T Min, T Max) Range<T>(ReadOnlySpan<T> values) where T : IComparable<T>
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            if (value.CompareTo(min) < 0)
            {
                min = value;
            }

            if (value.CompareTo(max) > 0)
            {
                max = value;
            }
        }

        return (min, max);
    }

    private static byte[] Bytes(long value, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Write(value, bytes);
        return bytes[..size].ToArray();
    }
}
