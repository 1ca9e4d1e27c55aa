using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>Rows of spans, as they are stored or as the view shows them, made an export request again.</summary>
/// <param name="attributes">The attribute of each column that holds one.</param>
internal sealed class SpanRows(DuckDBDataReader row, IReadOnlyDictionary<string, string> attributes)
{
    /// <summary>A column that says of a consumer that its parent is of its own process: it is no request.</summary>
    public const string IsWithin = "is_within_its_process";

    private const uint WithinItsProcess = 0x100;
    private readonly Dictionary<string, int> _columns = Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => i, StringComparer.OrdinalIgnoreCase);
    private readonly List<(int Column, string Attribute)> _attributes =
        [.. Enumerable.Range(0, row.FieldCount).Where(i => attributes.ContainsKey(row.GetName(i))).Select(i => (i, attributes[row.GetName(i)]))];

    /// <summary>Appends up to <paramref name="most"/> rows as one request.</summary>
    /// <returns>How many there were.</returns>
    public int Write(RequestBuffer request, int most)
    {
        var count = 0;
        for (; count < most && row.Read(); count++)
        {
            var group = request.Begin((1 << 3) | 2);
            WriteResource(request);
            var scope = request.Begin((2 << 3) | 2);
            WriteScope(request);
            var span = request.Begin((2 << 3) | 2);
            WriteSpan(request);
            request.End(span);
            request.End(scope);
            request.End(group);
        }

        return count;
    }

    /// <summary>What the present row is sorted out by: its service, without which it is no row of spans.</summary>
    public static bool AreSpans(IReadOnlyCollection<string> columns) =>
        new[] { "trace_id", "span_id", "start_time", "duration_ns", "name", "kind", "service" }.All(c => columns.Contains(c, StringComparer.OrdinalIgnoreCase));

    private void WriteResource(RequestBuffer request)
    {
        var resource = request.Begin((1 << 3) | 2);
        foreach (var (column, name) in new[] { ("service", "service.name"), ("version", "service.version"), ("environment", "deployment.environment.name"), ("instance", "service.instance.id") })
        {
            if (Text(column) is { Length: > 0 } text && !(column == "service" && text == ResourceInfo.UnknownService))
            {
                WriteAttribute(request, 1, name, b => b.Text(1, text));
            }
        }

        WriteAll(request, 1, Text("resource"));
        request.End(resource);
    }

    private void WriteScope(RequestBuffer request)
    {
        var scope = request.Begin((1 << 3) | 2);
        request.Text(1, Text("scope"));
        request.Text(2, Text("scope_version"));
        request.End(scope);
    }

    private void WriteSpan(RequestBuffer request)
    {
        request.Raw(1, Trace(row.GetValue(_columns["trace_id"])));
        request.Raw(2, Id(row.GetValue(_columns["span_id"])));
        request.Text(3, Text("trace_state"));
        if (Value("parent_span_id") is { } parent and not "")
        {
            request.Raw(4, Id(parent));
        }

        request.Text(5, Text("name"));
        request.Number(6, Word(Value("kind"), SpanKinds.Names));
        var start = (ulong)StartOf();
        request.Fixed(7, start);
        // Of what had no duration the end says so again: no time is that late.
        var duration = Convert.ToInt64(Value("duration_ns") ?? 0L, CultureInfo.InvariantCulture);
        request.Fixed(8, duration < 0 ? ulong.MaxValue : start + (ulong)duration);
        foreach (var (column, attribute) in _attributes.Where(a => !row.IsDBNull(a.Column)))
        {
            WriteAttribute(request, 9, attribute, b => WritePlain(b, row.GetValue(column)));
        }

        WriteAll(request, 9, Text("attributes"));
        WriteEvents(request, Text("events"));
        WriteLinks(request, Text("links"));
        var status = request.Begin((15 << 3) | 2);
        request.Text(2, Text("status_message"));
        request.Number(3, Word(Value("status"), SpanKinds.StatusNames));
        request.End(status);
        if (Value(IsWithin) is true)
        {
            request.Varint((16 << 3) | 5);
            request.Fixed32(WithinItsProcess);
        }
    }

    private static void WriteEvents(RequestBuffer request, string json)
    {
        foreach (var item in Items(json))
        {
            var written = request.Begin((11 << 3) | 2);
            if (item.TryGetProperty("time_unix_nano", out var time) && ulong.TryParse(time.ToString(), CultureInfo.InvariantCulture, out var nanos))
            {
                request.Fixed(1, nanos);
            }

            request.Text(2, item.TryGetProperty("name", out var name) ? name.ToString() : "");
            WriteMembers(request, 3, item);
            request.End(written);
        }
    }

    private static void WriteLinks(RequestBuffer request, string json)
    {
        foreach (var item in Items(json))
        {
            var written = request.Begin((13 << 3) | 2);
            request.Raw(1, item.TryGetProperty("trace_id", out var trace) ? Hex(trace.ToString()) : []);
            request.Raw(2, item.TryGetProperty("span_id", out var span) ? Hex(span.ToString()) : []);
            WriteMembers(request, 4, item);
            request.End(written);
        }
    }

    private static void WriteMembers(RequestBuffer request, uint field, JsonElement item)
    {
        if (item.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in attributes.EnumerateObject())
            {
                WriteAttribute(request, field, attribute.Name, b => WriteJson(b, attribute.Value));
            }
        }
    }

    private static List<JsonElement> Items(string json)
    {
        if (json.Length == 0)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object).Select(i => i.Clone())] : [];
    }

    private void WriteAll(RequestBuffer request, uint field, string json)
    {
        if (json.Length == 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // The view has all attributes in one, those with columns of their own among them.
        foreach (var attribute in document.RootElement.EnumerateObject().Where(a => field != 9 || !_attributes.Exists(o => o.Attribute == a.Name && !row.IsDBNull(o.Column))))
        {
            WriteAttribute(request, field, attribute.Name, b => WriteJson(b, attribute.Value));
        }
    }

    private static void WriteAttribute(RequestBuffer request, uint field, string key, Action<RequestBuffer> value)
    {
        var attribute = request.Begin((field << 3) | 2);
        request.Text(1, key);
        var written = request.Begin((2 << 3) | 2);
        value(request);
        request.End(written);
        request.End(attribute);
    }

    private static void WritePlain(RequestBuffer request, object value)
    {
        switch (value)
        {
            case bool truth:
                request.Number(2, truth ? 1UL : 0);
                break;
            case double or float:
                request.Fixed(4, BitConverter.DoubleToUInt64Bits(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                break;
            case long or int or short or sbyte or byte or ushort or uint:
                request.Number(3, (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                request.Raw(1, Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static void WriteJson(RequestBuffer request, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                request.Number(2, value.GetBoolean() ? 1UL : 0);
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                request.Number(3, (ulong)whole);
                break;
            case JsonValueKind.Number:
                request.Fixed(4, BitConverter.DoubleToUInt64Bits(value.GetDouble()));
                break;
            case JsonValueKind.String:
                request.Raw(1, Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case JsonValueKind.Array:
                WriteArray(request, value);
                break;
            case JsonValueKind.Object:
                var map = request.Begin((6 << 3) | 2);
                foreach (var member in value.EnumerateObject())
                {
                    WriteAttribute(request, 1, member.Name, b => WriteJson(b, member.Value));
                }

                request.End(map);
                break;
        }
    }

    private static void WriteArray(RequestBuffer request, JsonElement value)
    {
        var list = request.Begin((5 << 3) | 2);
        foreach (var member in value.EnumerateArray())
        {
            var item = request.Begin((1 << 3) | 2);
            WriteJson(request, member);
            request.End(item);
        }

        request.End(list);
    }

    private object? Value(string column) => _columns.TryGetValue(column, out var i) && !row.IsDBNull(i) ? row.GetValue(i) : null;

    private string Text(string column) => Value(column) as string ?? "";

    private long StartOf() => _columns.TryGetValue("start_nanos", out var i) ? row.GetInt64(i) : throw new InvalidOperationException("The rows have no start_nanos.");

    private static byte[] Trace(object value) => value is Guid id ? id.ToByteArray(bigEndian: true) : Hex(Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("-", "", StringComparison.Ordinal));

    private static byte[] Id(object value)
    {
        if (value is string text)
        {
            return Hex(text);
        }

        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value is long signed ? (ulong)signed : Convert.ToUInt64(value, CultureInfo.InvariantCulture));
        return bytes;
    }

    // What is no hex is no id, and is refused as such.
    private static byte[] Hex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : [];

    private static ulong Word(object? value, string[] words) =>
        value is string word ? (ulong)Math.Max(0, Array.IndexOf(words, word)) : Convert.ToUInt64(value ?? 0, CultureInfo.InvariantCulture);
}
