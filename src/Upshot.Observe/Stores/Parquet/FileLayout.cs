namespace Upshot.Observe.Stores.Parquet;

/// <summary>Where in a file the pages of a column are.</summary>
/// <param name="Physical">Parquet's <c>Type</c>.</param>
/// <param name="Codec">Parquet's <c>CompressionCodec</c>.</param>
/// <param name="HasValues">Whether any row has one.</param>
internal sealed record ColumnPlace(int Physical, int Codec, long Start, int Length, bool HasValues);

/// <summary>A row group of a file, with its columns by name.</summary>
internal sealed record GroupLayout(int Rows, IReadOnlyDictionary<string, ColumnPlace> Columns);

/// <summary>What a footer says of row groups: of files with flat columns that may be null, as <see cref="ParquetFile"/> and DuckDB write them. Source: parquet-format, <c>parquet.thrift</c>.</summary>
internal static class FileLayout
{
    private const int Optional = 1, MostRows = 1 << 26, MostBytes = 1 << 30;

    /// <exception cref="FormatException">It is damaged, or of a file with other columns.</exception>
    public static IReadOnlyList<GroupLayout> Of(ReadOnlySpan<byte> footer)
    {
        var reader = new CompactReader(footer);
        var groups = new List<GroupLayout>();
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            if (type != CompactReader.List || field is not (2 or 4))
            {
                reader.Skip(type);
                continue;
            }

            var count = reader.ListOf(CompactReader.Struct);
            for (var i = 0; i < count; i++)
            {
                if (field == 4)
                {
                    groups.Add(Group(ref reader));
                }
                else if (!IsFlat(ref reader) && i > 0)
                {
                    throw new FormatException("A column is not of single values that may be null.");
                }
            }
        }

        return groups;
    }

    private static bool IsFlat(ref CompactReader reader)
    {
        var isFlat = false;
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            if (field == 3)
            {
                isFlat = reader.Int(type) == Optional;
            }
            else
            {
                reader.Skip(type);
            }
        }

        return isFlat;
    }

    private static GroupLayout Group(ref CompactReader reader)
    {
        var columns = new Dictionary<string, ColumnPlace>(StringComparer.Ordinal);
        var rows = 0L;
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            if (field == 1 && type == CompactReader.List)
            {
                for (var left = reader.ListOf(CompactReader.Struct); left > 0; left--)
                {
                    Chunk(ref reader, columns);
                }
            }
            else if (field == 3)
            {
                rows = reader.Int(type);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return rows is >= 0 and <= MostRows ? new((int)rows, columns) : throw new FormatException($"A row group of {rows} rows.");
    }

    private static void Chunk(ref CompactReader reader, Dictionary<string, ColumnPlace> columns)
    {
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            if (field == 3 && type == CompactReader.Struct)
            {
                Column(ref reader, columns);
            }
            else
            {
                reader.Skip(type);
            }
        }
    }

    private static void Column(ref CompactReader reader, Dictionary<string, ColumnPlace> columns)
    {
        string? name = null;
        var (physical, codec, values, length, data, dictionary, nulls) = (-1L, -1L, 0L, 0L, 0L, 0L, 0L);
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            switch (field)
            {
                case 1:
                    physical = reader.Int(type);
                    break;
                case 3 when type == CompactReader.List && reader.ListOf(CompactReader.Binary) == 1:
                    name = System.Text.Encoding.UTF8.GetString(reader.Bytes());
                    break;
                case 4:
                    codec = reader.Int(type);
                    break;
                case 5:
                    values = reader.Int(type);
                    break;
                case 7:
                    length = reader.Int(type);
                    break;
                case 9:
                    data = reader.Int(type);
                    break;
                case 11:
                    dictionary = reader.Int(type);
                    break;
                case 12 when type == CompactReader.Struct:
                    nulls = Nulls(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        var start = dictionary > 0 ? Math.Min(dictionary, data) : data;
        columns[name ?? throw new FormatException("A column without a name.")] = length is >= 0 and <= MostBytes && start >= 0
            ? new((int)physical, (int)codec, start, (int)length, nulls < values)
            : throw new FormatException($"The column {name} would be at {start} and {length} bytes long.");
    }

    private static long Nulls(ref CompactReader reader)
    {
        var nulls = 0L;
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            if (field == 3)
            {
                nulls = reader.Int(type);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return nulls;
    }
}
