using System.Globalization;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Parts of statements that several questions share.</summary>
internal static class Rows
{
    // As ResourceInfo.Process says of a resource.
    public const string Process =
        """coalesce(nullIf(toString(instance), ''), nullIf(JSONExtractString(resource, 'k8s.pod.name'), ''), concat(nullIf(JSONExtractString(resource, 'host.name'), ''), '/', nullIf(trim(BOTH '"' FROM JSONExtractRaw(resource, 'process.pid')), '')), '')""";

    /// <summary>OTLP's status code of an error.</summary>
    public const byte Failed = 2;

    public const string TraceIdHex = "lower(hex(trace_id))";

    /// <summary>The name that a request counts under.</summary>
    public const string Path = "coalesce(nullIf(http_route, ''), toString(name))";

    public static string Only(string column, string? text) => text is null ? "" : $"AND {column} = {Literal.Text(text)}";

    /// <summary>What minutes are counted together by: clock hours where hours will do, else each by itself.</summary>
    public static string Slot(string minute, HourParts parts) => parts.Hours.Count == 0 ? Nanos(minute)
        : $"if({string.Join(" OR ", parts.Hours.Select(p => string.Create(CultureInfo.InvariantCulture, $"({Nanos(minute)} >= {p.From} AND {Nanos(minute)} < {p.To})")))}, intDiv({Nanos(minute)}, 3600000000000) * 3600000000000, {Nanos(minute)})";

    public static string Nanos(string column) => $"toUnixTimestamp64Nano({column})";
}
