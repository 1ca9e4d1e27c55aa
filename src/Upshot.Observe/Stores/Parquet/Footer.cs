using System.Buffers;
using System.Buffers.Binary;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Writes what stands at the end of a file: Bloom filters, then the metadata. Source: parquet-format, <c>parquet.thrift</c>.</summary>
internal static class Footer
{
    private const int Required = 0, Optional = 1, Zstandard = 6, Version = 1;
    private const int TimestampType = 8, UuidType = 14, Nanoseconds = 3;
    private static readonly string s_createdBy = $"upshot version {typeof(Footer).Assembly.GetName().Version}";

    /// <param name="at">Where in the file it begins.</param>
    /// <param name="said">What the file says of itself.</param>
    public static void Write(long at, IReadOnlyList<Column> columns, IReadOnlyList<WrittenRowGroup> groups, KeyValuePair<string, string> said, ArrayBufferWriter<byte> output)
    {
        var filters = new Dictionary<WrittenColumn, (long At, int Length)>(ReferenceEqualityComparer.Instance);
        foreach (var column in groups.SelectMany(g => g.Columns).Where(c => c.Filter is not null))
        {
            var start = output.WrittenCount;
            column.Filter!.Write(output);
            filters[column] = (at + start, output.WrittenCount - start);
        }

        var metadata = output.WrittenCount;
        var file = new CompactWriter(output);
        file.Int(1, Version);
        Schema(columns, file);
        file.Long(3, groups.Sum(g => (long)g.Rows));
        file.Structs(4, groups.Count);
        foreach (var group in groups)
        {
            Group(group, filters, file);
        }

        file.Structs(5, 1);
        file.BeginElement();
        file.Text(1, said.Key);
        file.Text(2, said.Value);
        file.EndStruct();
        file.Text(6, s_createdBy);

        // All columns are compared as their types say.
        file.Structs(7, columns.Count);
        foreach (var _ in columns)
        {
            file.BeginElement();
            file.Empty(1);
            file.EndStruct();
        }

        file.End();
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), output.WrittenCount - metadata);
        output.Advance(sizeof(int));
    }

    private static void Schema(IReadOnlyList<Column> columns, CompactWriter file)
    {
        file.Structs(2, columns.Count + 1);
        file.BeginElement();
        file.Int(3, Required);
        file.Text(4, "upshot");
        file.Int(5, columns.Count);
        file.EndStruct();
        foreach (var column in columns)
        {
            var type = ParquetType.Of(column.Type);
            file.BeginElement();
            file.Int(1, type.Physical);
            if (column.Type == ColumnType.Uuid)
            {
                file.Int(2, 16);
            }

            file.Int(3, Optional);
            file.Text(4, column.Name);
            if (type.Converted is { } converted)
            {
                file.Int(6, converted);
            }

            LogicalType(column.Type, file);
            file.EndStruct();
        }
    }

    private static void LogicalType(ColumnType type, CompactWriter file)
    {
        if (type is not (ColumnType.Uuid or ColumnType.Timestamp))
        {
            return;
        }

        file.BeginStruct(10);
        if (type == ColumnType.Uuid)
        {
            file.Empty(UuidType);
        }
        else
        {
            file.BeginStruct(TimestampType);
            file.Bool(1, false);
            file.BeginStruct(2);
            file.Empty(Nanoseconds);
            file.EndStruct();
            file.EndStruct();
        }

        file.EndStruct();
    }

    private static void Group(WrittenRowGroup group, Dictionary<WrittenColumn, (long At, int Length)> filters, CompactWriter file)
    {
        file.BeginElement();
        file.Structs(1, group.Columns.Count);
        foreach (var column in group.Columns)
        {
            file.BeginElement();
            file.Long(2, 0);
            file.BeginStruct(3);
            Chunk(column, filters, file);
            file.EndStruct();
            file.EndStruct();
        }

        file.Long(2, group.Columns.Sum(c => c.Uncompressed));
        file.Long(3, group.Rows);
        file.Long(5, group.Start);
        file.Long(6, group.Columns.Sum(c => c.Compressed));
        file.EndStruct();
    }

    private static void Chunk(WrittenColumn column, Dictionary<WrittenColumn, (long At, int Length)> filters, CompactWriter file)
    {
        file.Int(1, ParquetType.Of(column.Column.Type).Physical);
        if (column.HasDictionary)
        {
            file.Ints(2, (int)ParquetEncoding.Plain, (int)ParquetEncoding.Runs, (int)column.Encoding);
        }
        else
        {
            file.Ints(2, (int)ParquetEncoding.Runs, (int)column.Encoding);
        }

        file.Texts(3, column.Column.Name);
        file.Int(4, Zstandard);
        file.Long(5, column.Rows);
        file.Long(6, column.Uncompressed);
        file.Long(7, column.Compressed);
        file.Long(9, column.Data);
        if (column.HasDictionary)
        {
            file.Long(11, column.Start);
        }

        file.BeginStruct(12);
        Statistics(column, file);
        file.EndStruct();
        if (filters.TryGetValue(column, out var filter))
        {
            file.Long(14, filter.At);
            file.Int(15, filter.Length);
        }
    }

    private static void Statistics(WrittenColumn column, CompactWriter file)
    {
        file.Long(3, column.Nulls);
        if (column.Statistics.Distinct is { } distinct)
        {
            file.Long(4, distinct);
        }

        if (column.Statistics is { Min: { } min, Max: { } max } known)
        {
            file.Bytes(5, max);
            file.Bytes(6, min);
            file.Bool(7, known.IsMaxExact);
            file.Bool(8, known.IsMinExact);
        }
    }
}
