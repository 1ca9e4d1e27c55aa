namespace Upshot.Observe.Stores.Parquet;

/// <summary>What stands before a page. Source: parquet-format, <c>parquet.thrift</c>.</summary>
/// <param name="Uncompressed">Bytes, as <paramref name="Compressed"/> are.</param>
internal readonly record struct PageHeader(bool IsDictionary, int Uncompressed, int Compressed, int Values, ParquetEncoding Encoding)
{
    private const int DataPage = 0, DictionaryPage = 2, MostBytes = 1 << 30, OldDictionary = 2;

    /// <param name="bytes">From the header on; then from its page on.</param>
    /// <exception cref="FormatException">It is damaged, or of another kind of page.</exception>
    public static PageHeader Read(ref ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        var (kind, uncompressed, compressed, values, encoding, levels) = (-1L, -1L, -1L, -1L, -1L, (long)ParquetEncoding.Runs);
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            switch (field)
            {
                case 1:
                    kind = reader.Int(type);
                    break;
                case 2:
                    uncompressed = reader.Int(type);
                    break;
                case 3:
                    compressed = reader.Int(type);
                    break;
                case 5 or 7 when type == CompactReader.Struct:
                    Said(ref reader, ref values, ref encoding, ref levels, isData: field == 5);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        bytes = bytes[^reader.Left..];
        if (kind is not (DataPage or DictionaryPage) || levels != (long)ParquetEncoding.Runs || values is < 0 or > int.MaxValue || uncompressed is < 0 or > MostBytes || compressed < 0 || compressed > bytes.Length)
        {
            throw new FormatException($"A page of kind {kind} with {values} values in {compressed} bytes.");
        }

        return new(kind == DictionaryPage, (int)uncompressed, (int)compressed, (int)values, encoding == OldDictionary ? kind == DictionaryPage ? ParquetEncoding.Plain : ParquetEncoding.Dictionary : (ParquetEncoding)encoding);
    }

    private static void Said(ref CompactReader reader, ref long values, ref long encoding, ref long levels, bool isData)
    {
        for (var field = 0; reader.Field(ref field, out var type);)
        {
            switch (field)
            {
                case 1:
                    values = reader.Int(type);
                    break;
                case 2:
                    encoding = reader.Int(type);
                    break;
                case 3 when isData:
                    levels = reader.Int(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}
