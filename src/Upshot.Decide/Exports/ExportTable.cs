using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Upshot.Decide.Exports;

/// <summary>
/// A large file of separated values, read a row at a time. Rows of strangers are taken as they are: one that has fewer fields than the header, or a quote
/// where none can be, is counted and left out.
/// </summary>
internal sealed class ExportTable : IDisposable
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];
    private readonly CsvParser _parser;

    private ExportTable(string name, CsvParser parser, string[] columns)
    {
        (Name, _parser, Columns) = (name, parser, columns);
        Normal = [.. columns.Select(ColumnNames.Normal)];
    }

    public string Name { get; }
    public string[] Columns { get; }
    public string[] Normal { get; }
    public string[] Fields { get; private set; } = [];
    public int Line => _parser.RawRow;
    public int Broken { get; private set; }

    /// <summary>Null: there is no header.</summary>
    public static ExportTable? Open(byte[] bytes, string name)
    {
        var text = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var end = Array.IndexOf(bytes, (byte)'\n');
        var header = Encoding.UTF8.GetString(bytes, 0, Math.Min(end < 0 ? bytes.Length : end, 1 << 20));
        var separator = Separators.MaxBy(c => header.Count(x => x == c));
        var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = null,
        });
        if (!parser.Read() || parser.Record is not { Length: > 1 } columns)
        {
            parser.Dispose();
            return null;
        }

        columns[0] = columns[0].TrimStart('\uFEFF');
        return new ExportTable(name, parser, columns);
    }

    public int Find(string[] wanted) => ColumnNames.Find(Normal, wanted);

    public bool Next()
    {
        while (_parser.Read())
        {
            if (_parser.Record is { } fields && fields.Length >= Columns.Length)
            {
                Fields = fields;
                return true;
            }

            Broken++;
        }

        return false;
    }

    public string Field(int column) => column < 0 ? "" : Fields[column];

    public void Dispose() => _parser.Dispose();
}
